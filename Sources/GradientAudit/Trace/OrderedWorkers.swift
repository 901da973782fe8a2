internal import Dispatch
internal import Synchronization

/// Threads that take jobs in turn and hand in what they have made in the order of the
/// jobs.
///
/// A thread does not wait for its turn: what is made early stays in a line until the
/// products before it are there, and whoever fills the gap hands in all that follow. The
/// line has room for as few as two products a thread.
struct OrderedWorkers<Worker> {
  /// What each thread works with.
  let workers: [Worker]

  /// Does jobs until none is left, or until no more are wanted.
  ///
  /// - Parameters:
  ///   - count: The number of jobs.
  ///   - make: Does a job; called by any thread, by several at once.
  ///   - take: Gets what was made, in the order of the jobs, by one thread at a time;
  ///     returns whether to go on.
  func forEach<Product: Sendable>(
    _ count: Int, make: (Int, Worker) -> Product, take: (Product) -> Bool
  ) {
    let threadCount = min(workers.count, count)
    if threadCount <= 1 {
      for index in 0..<count where !take(make(index, workers[0])) { return }
      return
    }
    // They are called until the threads have come to their end, here.
    withoutActuallyEscaping(make) { make in
      withoutActuallyEscaping(take) { take in
        OrderedWorkers.forEach(count, Array(workers.prefix(threadCount)), make, take)
      }
    }
  }

  private static func forEach<Product: Sendable>(
    _ count: Int, _ workers: [Worker], _ make: @escaping (Int, Worker) -> Product,
    _ take: @escaping (Product) -> Bool
  ) {
    let line = Mutex(ProductLine<Product>())
    let room = DispatchSemaphore(value: 2 * workers.count)
    let next = Atomic(0)
    // Each worker is used by one thread at a time, and `take` is called by the one to
    // which the line gives a product.
    nonisolated(unsafe) let make = make
    nonisolated(unsafe) let take = take
    let threadCount = workers.count
    nonisolated(unsafe) let workers = workers
    DispatchQueue.concurrentPerform(iterations: threadCount) { number in
      while true {
        // There is room at last: the product that is due was begun before.
        room.wait()
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count {
          room.signal()
          return
        }
        let isWanted = line.withLock { !$0.isStopped }
        let product = isWanted ? unsafe make(index, workers[number]) : nil
        line.withLock { $0.put(product, index) }
        while let due = line.withLock({ $0.takeDue() }) {
          let goesOn = due.product.map { unsafe take($0) } ?? true
          line.withLock { $0.finish(goesOn: goesOn) }
          room.signal()
        }
      }
    }
  }
}

/// Products that wait for those before them.
private struct ProductLine<Product: Sendable> {
  /// A product; nil if it is no longer wanted.
  struct Entry: Sendable {
    let product: Product?
  }

  private var waiting: [Int: Entry] = [:]
  private var dueIndex = 0
  private var isBeingTaken = false
  private(set) var isStopped = false

  mutating func put(_ product: Product?, _ index: Int) {
    waiting[index] = Entry(product: product)
  }

  /// The product that is due; nil if it is not there, or if another is being taken, after
  /// which its taker asks again.
  mutating func takeDue() -> Entry? {
    guard !isBeingTaken, let entry = waiting.removeValue(forKey: dueIndex) else { return nil }
    isBeingTaken = true
    return isStopped ? Entry(product: nil) : entry
  }

  mutating func finish(goesOn: Bool) {
    isBeingTaken = false
    dueIndex += 1
    if !goesOn { isStopped = true }
  }
}
