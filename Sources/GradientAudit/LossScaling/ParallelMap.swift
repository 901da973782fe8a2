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

  /// Parts of something, in the order of their numbers; each thread has a builder of its own.
  ///
  /// - Parameter next: Makes the next part that no thread has, and tells its number; nil at
  ///   the end.
  static func parts<Builder, Part: Sendable>(
    threadCount: Int, builder: @Sendable () -> Builder,
    next: @Sendable (inout Builder) -> (number: Int, part: Part)?
  ) -> [Part] {
    let parts = Mutex<[(number: Int, part: Part)]>([])
    DispatchQueue.concurrentPerform(iterations: max(1, threadCount)) { _ in
      var builder = builder()
      while let part = next(&builder) { parts.withLock { $0.append(part) } }
    }
    return parts.withLock { $0.sorted { $0.number < $1.number }.map(\.part) }
  }
}
