internal import FloatEmulation
internal import TensorFiles

@testable import GradientAudit

/// Reads a histogram file, writes it, audits it and adds it to itself.
enum HistogramCheck {
  private static let plan = AuditPlan(
    projections: [Projection(.binary16)], scales: [.one, LossScale(powerOfTwo: 10)])

  static func run(_ input: [UInt8]) {
    let histogram: RecordingHistogram
    do throws(TensorFileError) {
      histogram = try RecordingHistogram(input, path: "a.fphist")
    } catch {
      return require(error, over: input)
    }
    // Older versions are read, and written as the newest.
    let written = histogram.fileBytes
    let isNewest = written.prefix(12) == input.prefix(12)
    require(!isNewest || written == input, "there is another way to write it")
    let audit = histogram.audit(plan)
    for entry in audit.entries { requireSum(entry.tally) }
    requireSum(audit.total)
    require(audit.total.count == UInt64(histogram.countedCount), "values are lost")
    requireConflicts(histogram)
    // It takes a thousand times as long as the rest; the checksum chooses.
    if isNewest, input[12] % 32 == 0 { requireSums(histogram, input) }
  }

  /// Tensors that are added up as they are read give what those give that were read before.
  private static func requireSums(_ histogram: RecordingHistogram, _ input: [UInt8]) {
    guard let scaler = try? LossScaler(named: "adaloss") else { return }
    func builder() -> StepBuilder {
      StepBuilder(
        .all, innerCuts: [],
        tensorScales: [
          TensorScaleBuilder(
            TensorScaleRule(scaler), ScaleCache(Projection(.binary16), .exact), countsValues: true)
        ])
    }
    var (read, added) = (builder(), builder())
    for tensor in histogram.tensors { added.add(tensor) }
    var reader = ByteReader(input[RecordingHistogram.headerCount...])
    do throws(ByteReader.Fault) {
      _ = try RecordingHistogram(sources: &reader)
      for _ in 0..<(try reader.count()) { try read.read(&reader) }
    } catch {
      require(false, "a tensor is not read again")
    }
    let (block, other) = (read.take(), added.take())
    require(
      block.steps.map(\.number) == other.steps.map(\.number)
        && block.steps.map(\.histogram) == other.steps.map(\.histogram)
        && block.names == other.names, "other sums")
    let (scales, others) = (block.tensorScales[0], other.tensorScales[0])
    require(
      scales.last == others.last
        && scales.steps.map(\.counts) == others.steps.map(\.counts)
        && scales.firsts.map(\.histogram) == others.firsts.map(\.histogram), "other scales")
  }

  /// Each value has one outcome.
  private static func requireSum(_ tally: Tally) {
    for scale in plan.scales.indices {
      let counts = tally.outcomes(projection: 0, scale: scale)
      require(counts.count == tally.count, "outcomes do not sum to the values")
    }
  }

  /// What was counted cannot be counted again.
  private static func requireConflicts(_ histogram: RecordingHistogram) {
    var sum = histogram
    let counted = histogram.tensors.count { $0.countedCount > 0 }
    do throws(MergeConflicts) {
      try sum.merge(histogram)
      require(counted == 0, "values were counted twice")
    } catch {
      require(error.conflicts.count == counted, "other conflicts")
    }
  }
}
