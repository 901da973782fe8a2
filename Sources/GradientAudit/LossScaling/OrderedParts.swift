internal import Dispatch
internal import Synchronization

/// Parts of something that several threads make, and one after the other takes.
enum OrderedParts {
  /// Parts that were made, until all before them are.
  private struct Line<Part> {
    var waiting: [Int: Part] = [:]
    var next = 0
  }

  /// Makes parts on several threads, each of which has a builder of its own.
  ///
  /// - Parameters:
  ///   - next: Makes the next part that no thread has, and tells its number, from 0 on; nil at
  ///     the end.
  ///   - take: Called with the parts in the order of their numbers, by one thread at a time.
  static func forEach<Builder, Part: Sendable>(
    threadCount: Int, builder: @Sendable () -> Builder,
    next: @Sendable (inout Builder) -> (number: Int, part: Part)?, take: (Part) -> Void
  ) {
    withoutActuallyEscaping(take) { take in
      // Called under the lock alone.
      nonisolated(unsafe) let take = take
      let line = Mutex(Line<Part>())
      DispatchQueue.concurrentPerform(iterations: max(1, threadCount)) { _ in
        var builder = builder()
        while let (number, part) = next(&builder) {
          line.withLock { line in
            line.waiting[number] = part
            while let part = line.waiting.removeValue(forKey: line.next) {
              line.next += 1
              unsafe take(part)
            }
          }
        }
      }
    }
  }
}
