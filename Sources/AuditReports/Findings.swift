import FloatEmulation
import GradientAudit
import TensorFiles

/// An audit with the answers that several parts of a report need, found once.
struct Findings {
  let audit: Audit
  let verdicts: [FormatVerdict]
  /// Nil when the plan has no format.
  let focus: Focus?
  /// The tensors by what the format in focus loses of them without a scale, worst
  /// first.
  let worstFirst: [TensorOutcomes]

  init(_ audit: Audit) {
    self.audit = audit
    verdicts = audit.verdicts
    focus = Focus(verdicts)
    worstFirst =
      focus.map { audit.tensorsByLoss(projection: $0.verdict.projection, scaleExponent: 0) } ?? []
  }

  /// The name of a projection in tables and sentences.
  func label(_ verdict: FormatVerdict) -> String { label(projection: verdict.projection) }

  /// The name of a projection, by its index in the plan.
  func label(projection: Int) -> String { audit.plan.projections[projection].format.name }

  /// Whether anything was audited.
  var isEmpty: Bool { audit.entries.isEmpty }

  /// The recorded values that are infinite or NaN.
  var nonfiniteCount: UInt64 { audit.total.infiniteCount + audit.total.nanCount }

  /// The dtypes that occur, in the order of their names.
  var elementTypes: [String] { Set(audit.entries.map(\.elementType.name)).sorted() }

  /// What becomes of a tensor in the cell in focus.
  func outcomesInFocus(_ tally: Tally, _ focus: Focus) -> OutcomeCounts {
    tally.outcomes(projection: focus.verdict.projection, scaleExponent: focus.exponent)
  }

  /// The tensors that lose more than is tolerated of their own values in the cell
  /// in focus, though the recording as a whole does not.
  var exceptions: [TensorRollup] {
    guard let focus, focus.isRecommended else { return [] }
    return audit.tensors.filter {
      let counts = outcomesInFocus($0.tally, focus)
      return !audit.plan.tolerance.covers(counts.underflow, of: counts.finiteNonzero)
    }
  }
}
