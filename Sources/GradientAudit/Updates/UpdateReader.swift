internal import FloatEmulation
internal import TensorFiles

/// Finds the updates that never land.
///
/// Each tensor is cut into blocks, and each block is followed through all steps by one
/// thread, so that memory does not grow with tensors or steps. Counts are integers, and
/// random bits depend on the seed, the tensor, the step and the weight's place alone: the
/// answer is the same for any number of threads.
public final class UpdateReader {
  private let query: UpdateQuery
  private let workers: OrderedWorkers<UpdateWorker>
  private let tell: (Auditor.Progress) -> Void

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - query: What to ask.
  ///   - threadCount: How many threads work; at least 1.
  ///   - progress: Called after each block, by any thread, never by two at once.
  public init(
    _ query: UpdateQuery, threadCount: Int = Auditor.processorCount,
    progress: @escaping (Auditor.Progress) -> Void = { _ in }
  ) {
    self.query = query
    workers = OrderedWorkers(threadCount: threadCount) { UpdateWorker(query) }
    tell = progress
  }

  /// Reads all that can be read.
  ///
  /// A tensor that cannot be read or does not match is a problem of the result, which names
  /// the steps that are left out for it, and does not stop the others. An optimizer needs
  /// all steps before one; differences of recorded weights do not.
  public func read(_ inputs: UpdateInputs) -> UpdateAudit {
    let matching = UpdateMatching(inputs)
    var answers = matching.tensors.map { TensorAnswer($0, query) }
    let jobs = matching.tensors.indices.flatMap { tensor in
      BlockReading.blocks(matching.tensors[tensor].elementCount).map { (tensor, $0) }
    }
    var progress = BlockReading.progress(matching.tensors.flatMap { $0.steps.flatMap(\.all) })
    workers.forEach(jobs.count) { index, worker in
      let (tensor, elements) = jobs[index]
      return (tensor, worker.follow(matching.tensors[tensor], elements))
    } take: { (tensor: Int, product: UpdateWorker.Product) in
      progress.bytesRead += product.byteCount
      tell(progress)
      answers[tensor].merge(product)
      return true
    }
    for worker in workers.workers { worker.finish() }
    let found = workers.workers.map(\.recording)
    return UpdateAudit(
      query: query, entries: UpdateReader.entries(answers), unaudited: matching.unaudited,
      warnings: BlockReading.distinct(matching.warnings, found.flatMap(\.warnings))
        + matching.unsteady,
      problems: BlockReading.distinct(
        matching.problems + answers.flatMap(\.problems), found.flatMap(\.problems)))
  }

  /// The entries by step and then by name.
  private static func entries(_ answers: [TensorAnswer]) -> [UpdateEntry] {
    let numbered = answers.enumerated().flatMap { place, answer in
      answer.entries.map { (place, $0) }
    }
    return numbered.sorted { ($0.1.step, $0.0) < ($1.1.step, $1.0) }.map(\.1)
  }
}
