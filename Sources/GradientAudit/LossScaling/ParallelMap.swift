internal import Dispatch
internal import Synchronization

/// Work on many small things by several threads.
enum ParallelMap {
  /// How many are taken at a time.
  private static let chunkSize = 32

  /// The results for each index, in their order.
  static func map<Result: Sendable>(
    _ count: Int, threadCount: Int, _ body: @Sendable (Int) -> Result
  ) -> [Result] {
    let chunkCount = (count + chunkSize - 1) / chunkSize
    let chunks = Mutex([[Result]](repeating: [], count: chunkCount))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(max(1, threadCount), chunkCount)) { _ in
      while true {
        let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if chunk >= chunkCount { return }
        let start = chunk * chunkSize
        let results = (start..<min(start + chunkSize, count)).map(body)
        chunks.withLock { $0[chunk] = results }
      }
    }
    return chunks.withLock { Array($0.joined()) }
  }
}
