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
    let next = Atomic(0)
    forEach(
      next: { _ in
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? (index, index) : nil
      }, make: make, take: take, atMost: count)
  }

  /// Does jobs until none is left, or until no more are wanted.
  ///
  /// - Parameters:
  ///   - next: Gives the next job and its number, from 0 on, or nil when none is left; called
  ///     by any thread, by several at once.
  ///   - make: Does a job; called by any thread, by several at once.
  ///   - take: Gets what was made, in the order of the jobs, by one thread at a time;
  ///     returns whether to go on.
  ///   - count: The most jobs that there can be.
  func forEach<Job, Product: Sendable>(
    next: (Worker) -> (number: Int, job: Job)?, make: (Job, Worker) -> Product,
    take: (Product) -> Bool, atMost count: Int = .max
  ) {
    let threadCount = min(workers.count, count)
    if threadCount <= 1 {
      while let (_, job) = next(workers[0]) {
        if !take(make(job, workers[0])) { return }
      }
      return
    }
    // They are called until the threads have come to their end, here.
    withoutActuallyEscaping(next) { next in
      withoutActuallyEscaping(make) { make in
        withoutActuallyEscaping(take) { take in
          OrderedWorkers.forEach(Array(workers.prefix(threadCount)), next, make, take)
        }
      }
    }
  }

  private static func forEach<Job, Product: Sendable>(
    _ workers: [Worker], _ next: @escaping (Worker) -> (number: Int, job: Job)?,
    _ make: @escaping (Job, Worker) -> Product, _ take: @escaping (Product) -> Bool
  ) {
    let line = Mutex(ProductLine<Product>())
    let room = DispatchSemaphore(value: 2 * workers.count)
    // Each worker is used by one thread at a time, and `take` is called by the one to
    // which the line gives a product.
    nonisolated(unsafe) let next = next
    nonisolated(unsafe) let make = make
    nonisolated(unsafe) let take = take
    let threadCount = workers.count
    nonisolated(unsafe) let workers = workers
    DispatchQueue.concurrentPerform(iterations: threadCount) { number in
      while true {
        // There is room at last: the product that is due was begun before.
        room.wait()
        guard let (index, job) = unsafe next(workers[number]) else {
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
