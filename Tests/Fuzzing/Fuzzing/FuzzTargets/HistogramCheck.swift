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
