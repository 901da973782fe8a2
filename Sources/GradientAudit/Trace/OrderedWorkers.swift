internal import Dispatch
internal import Synchronization

/// Threads that take jobs in turn and hand in what they have made in the order of the
/// jobs.
///
/// A thread holds one product at a time, so that no more of them wait than there are
/// threads.
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
  func forEach<Product>(
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

  private static func forEach<Product>(
    _ count: Int, _ workers: [Worker], _ make: @escaping (Int, Worker) -> Product,
    _ take: @escaping (Product) -> Bool
  ) {
    // Each worker is used by one thread at a time, and `take` is called by the one whose
    // turn it is.
    nonisolated(unsafe) let workers = workers
    nonisolated(unsafe) let make = make
    nonisolated(unsafe) let take = take
    let threadCount = unsafe workers.count
    let turns = (0..<threadCount).map { _ in DispatchSemaphore(value: 0) }
    let next = Atomic(0)
    let isStopped = Atomic(false)
    turns[0].signal()
    DispatchQueue.concurrentPerform(iterations: threadCount) { number in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= count { return }
        let isWanted = !isStopped.load(ordering: .acquiring)
        let product = isWanted ? unsafe make(index, workers[number]) : nil
        // The jobs that were taken and not handed in are neighbours, one a thread: a
        // turn belongs to one of them.
        turns[index % threadCount].wait()
        if let product, !isStopped.load(ordering: .acquiring), !(unsafe take(product)) {
          isStopped.store(true, ordering: .releasing)
        }
        turns[(index + 1) % threadCount].signal()
      }
    }
  }
}
