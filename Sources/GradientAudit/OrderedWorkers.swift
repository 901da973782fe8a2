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

  /// Makes what so many threads work with; one at least.
  init(threadCount: Int, _ worker: () -> Worker) {
    workers = (0..<max(1, threadCount)).map { _ in worker() }
  }

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
    var index = 0
    _ = forEach(
      atMost: count,
      next: { _ in
        defer { index += 1 }
        return index < count ? index : nil
      }, make: make, take: take)
  }

  /// Does jobs until none is left, or until no more are wanted.
  ///
  /// - Parameters:
  ///   - count: The most jobs that there can be.
  ///   - next: Gives the next job, or nil when none is left; called by any thread, one at a
  ///     time.
  ///   - make: Does a job; called by any thread, by several at once.
  ///   - take: Gets what was made, in the order of the jobs, by one thread at a time;
  ///     returns whether to go on.
  /// - Returns: Whether all that was made was taken.
  func forEach<Job: Sendable, Product: Sendable>(
    atMost count: Int = .max, next: (Worker) -> Job?, make: (Job, Worker) -> Product,
    take: (Product) -> Bool
  ) -> Bool {
    let threadCount = min(workers.count, count)
    if threadCount <= 1 {
      while let job = next(workers[0]) {
        if !take(make(job, workers[0])) { return false }
      }
      return true
    }
    // They are called until the threads have come to their end, here.
    return withoutActuallyEscaping(next) { next in
      withoutActuallyEscaping(make) { make in
        withoutActuallyEscaping(take) { take in
          OrderedWorkers.forEach(Array(workers.prefix(threadCount)), next, make, take)
        }
      }
    }
  }

  private static func forEach<Job: Sendable, Product: Sendable>(
    _ workers: [Worker], _ next: @escaping (Worker) -> Job?,
    _ make: @escaping (Job, Worker) -> Product, _ take: @escaping (Product) -> Bool
  ) -> Bool {
    let line = Mutex(ProductLine<Product>())
    let room = DispatchSemaphore(value: 2 * workers.count)
    let begun = Mutex(0)
    // Each worker is used by one thread at a time, `next` is called under a lock, and `take`
    // by the one to which the line gives a product.
    nonisolated(unsafe) let next = next
    nonisolated(unsafe) let make = make
    nonisolated(unsafe) let take = take
    let threadCount = workers.count
    nonisolated(unsafe) let workers = workers
    DispatchQueue.concurrentPerform(iterations: threadCount) { number in
      while true {
        // There is room at last: the product that is due was begun before.
        room.wait()
        let job = begun.withLock { begun -> (index: Int, job: Job)? in
          guard line.withLock({ !$0.isStopped }), let job = unsafe next(workers[number]) else {
            return nil
          }
          defer { begun += 1 }
          return (begun, job)
        }
        guard let (index, job) = job else {
          room.signal()
          return
        }
        let isWanted = line.withLock { !$0.isStopped }
        let product = isWanted ? unsafe make(job, workers[number]) : nil
        line.withLock { $0.put(product, index) }
        while let due = line.withLock({ $0.takeDue() }) {
          let goesOn = due.product.map { unsafe take($0) } ?? true
          line.withLock { $0.finish(goesOn: goesOn) }
          room.signal()
        }
      }
    }
    return line.withLock { !$0.isStopped }
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
