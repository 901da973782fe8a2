internal import FloatEmulation
internal import TensorFiles

/// Sums gradients in narrow formats, block by block on all threads, and compares with FP32.
///
/// Memory does not grow with tensors or addends, and the answer is the same for any number
/// of threads.
public final class SumReader {
  private let query: SumQuery
  private let workers: OrderedWorkers<SumWorker>
  private let tell: (Auditor.Progress) -> Void

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - query: What to ask.
  ///   - threadCount: How many threads work; at least 1.
  ///   - progress: Called after each block, by any thread, never by two at once.
  public init(
    _ query: SumQuery, threadCount: Int = Auditor.processorCount,
    progress: @escaping (Auditor.Progress) -> Void = { _ in }
  ) {
    self.query = query
    workers = OrderedWorkers(threadCount: threadCount) { SumWorker(query) }
    tell = progress
  }

  /// Sums all that can be read.
  ///
  /// - Precondition: Micro-batches are at least one, and so are ranks.
  public func read(_ inputs: SumInputs) -> SumAudit {
    let matching = SumMatching(inputs, query.filter)
    let groups = matching.groups
    var problems = matching.problems
    var tallies = groups.map { _ in Optional(SumTally(formatCount: query.formats.count)) }
    let jobs = groups.indices.flatMap { group in
      BlockReading.blocks(groups[group].addends.first?.stored.elementCount ?? 0).map { (group, $0) }
    }
    var progress = BlockReading.progress(groups.flatMap(\.addends))
    workers.forEach(jobs.count) { index, worker in
      let (group, elements) = jobs[index]
      return (group, worker.sum(groups[group], of: matching.addendCount, elements))
    } take: { (group: Int, product: SumWorker.Product) in
      progress.bytesRead += product.byteCount
      tell(progress)
      if let tally = product.tally { tallies[group]?.merge(tally) } else { tallies[group] = nil }
      if let problem = product.problem { problems.append(problem) }
      return true
    }
    for worker in workers.workers { worker.finish() }
    let found = workers.workers.map(\.recording)
    return SumAudit(
      query: query, addendCount: matching.addendCount,
      entries: zip(groups, tallies).compactMap { group, tally in tally.flatMap(group.entry) },
      stepsLeft: matching.stepsLeft, unaudited: matching.unaudited,
      warnings: BlockReading.distinct(matching.warnings, found.flatMap(\.warnings)),
      problems: BlockReading.distinct(problems, found.flatMap(\.problems)))
  }
}

extension SumMatching.Group {
  fileprivate func entry(_ tally: SumTally) -> SumEntry? {
    addends.first.map {
      SumEntry(
        step: step, tensor: $0.name, elementType: $0.stored.elementType, shape: $0.stored.shape,
        tally: tally)
    }
  }
}
