import FloatEmulation
import GradientAudit
import TensorFiles

/// An audit with the answers that several parts of a report need, found once.
struct Findings {
  let audit: Audit
  let verdicts: [FormatVerdict]
  /// Nil when the plan has no format.
  let focus: Focus?
  /// The tensors that lose more than is tolerated of their own values in the cell
  /// in focus, though the recording as a whole does not; in the order of
  /// `worstFirst`.
  let exceptions: [TensorOutcomes]
  /// The exceptions, then the other tensors; both by what the format in focus loses
  /// of them without a scale, the largest share first.
  let worstFirst: [TensorOutcomes]

  init(_ audit: Audit) {
    self.audit = audit
    verdicts = audit.verdicts
    let focus = Focus(verdicts)
    self.focus = focus
    let byLoss =
      focus.map { audit.tensorsByLoss(projection: $0.verdict.projection, scaleExponent: 0) } ?? []
    func isException(_ tensor: TensorOutcomes) -> Bool {
      focus?.losesTooMuch(of: tensor.rollup.tally, tolerating: audit.plan.tolerance) == true
    }
    exceptions = byLoss.filter(isException)
    worstFirst = exceptions + byLoss.filter { !isException($0) }
  }

  /// The tensors that a table of losses needs, worst first.
  var losing: [TensorOutcomes] {
    exceptions
      + worstFirst.dropFirst(exceptions.count).filter { $0.counts.lost.numerator > 0 }
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
}
