import FloatEmulation
import GradientAudit
import TensorFiles

/// Updates in sentences.
struct UpdateWords {
  let context: UpdateContext
  let notation: Notation
  let total: UpdateTally
  private var audit: UpdateAudit { context.audit }

  init(_ context: UpdateContext, _ notation: Notation) {
    self.context = context
    self.notation = notation
    total = context.audit.total
  }

  /// How much was looked at.
  var extent: String {
    let count = total.formats.first?.count ?? 0
    let types = Set(audit.entries.map { $0.elementType.name.displayed }).sorted()
    return "\(NumberText.counted(audit.steps.count, "step")) × "
      + "\(NumberText.counted(audit.tensors.count, "tensor")), "
      + "\(NumberText.counted(count, "update")) (\(types.joined(separator: ", "))), \(source)"
  }

  /// What made the updates.
  private var source: String {
    guard let optimizer = audit.query.optimizer else { return "differences of recorded weights" }
    let state =
      optimizer.isAdam
      ? "betas \(optimizer.beta1) and \(optimizer.beta2), epsilon \(optimizer.epsilon)"
      : "momentum \(optimizer.momentum)"
    return "\(optimizer.rule.rawValue) at a learning rate of \(optimizer.learningRate), \(state)"
      + (optimizer.weightDecay == 0 ? "" : ", weight decay \(optimizer.weightDecay)")
  }

  /// The answer in a sentence.
  var conclusion: String {
    guard let worst = worstFormat else { return "Nothing was updated." }
    let (format, counts) = worst
    guard counts.nonzero > 0 else { return "No update is finite and other than zero." }
    if counts.lost == 0 { return "No update is lost in \(names)." }
    return "\(share(counts.lost, counts)) of the updates are lost where weights are kept in "
      + "\(format.name.displayed) alone; stochastic rounding loses \(expected(counts)), Kahan "
      + "summation \(none(counts.kahanLost, counts)), an FP32 master copy "
      + "\(none(total.masterLost, counts))."
  }

  /// The format that loses most.
  private var worstFormat: (FloatFormat, UpdateCounts)? {
    zip(audit.query.formats, total.formats).max { one, other in
      one.1.lost < other.1.lost
    }
  }

  private var names: String {
    audit.query.formats.map(\.name.displayed).joined(separator: ", ")
  }

  private func none(_ part: UInt64, _ counts: UpdateCounts) -> String {
    part == 0 ? "none" : share(part, counts)
  }

  /// A part of the updates that are not zero.
  func share(_ part: UInt64, _ counts: UpdateCounts) -> String {
    ShareText.percent(part, of: counts.nonzero)
  }

  /// What stochastic rounding loses on average, to the nearest whole update.
  func expected(_ counts: UpdateCounts) -> String {
    let losses = counts.expectedLosses(audit.query)
    // What is not nothing is never shown as such.
    let whole = losses > 0 && losses < 1 ? 1 : UInt64(losses.rounded())
    return share(whole, counts)
  }

  /// A number without an exponent's sign or a decimal point where it is whole.
  static func decimal(_ number: Double) -> String {
    number.rounded() == number && number < 0x1p53 ? "\(UInt64(number))" : "\(number)"
  }
}
