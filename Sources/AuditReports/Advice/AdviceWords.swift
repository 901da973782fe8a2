import FloatEmulation
import GradientAudit

/// What a recording advises, in sentences that every report shares.
struct AdviceWords {
  let context: AdviceContext
  let notation: Notation
  let wording: Wording

  init(_ context: AdviceContext, _ notation: Notation) {
    self.context = context
    self.notation = notation
    wording = Wording(notation: notation)
  }

  /// The answer in a sentence: a clause for each format, those that need no scale together.
  var conclusion: String {
    if context.audit.entries.isEmpty { return "Nothing was audited." }
    let free = context.advice.filter { $0.fixedScale?.exponent == 0 }
    let clauses = context.advice.filter { $0.fixedScale?.exponent != 0 }.map(clause)
    return (clauses + [scaleless(free)].compactMap(\.self)).joined(separator: "; ") + "."
  }

  private func clause(_ advice: FormatAdvice) -> String {
    let name = advice.format.name.displayed
    guard let scale = advice.fixedScale else {
      return "\(name) has no single safe scale" + (conflict(advice).map { ": \($0)" } ?? "")
    }
    return "\(name): \(notation.power(scale.exponent)) is safe for \(scale.basis.rawValue)"
  }

  private func scaleless(_ advice: [FormatAdvice]) -> String? {
    let names = advice.map(\.format.name.displayed)
    guard let last = names.last else { return nil }
    return names.count == 1
      ? "\(last) needs no scale"
      : "\(names.dropLast().joined(separator: ", ")) and \(last) need no scale"
  }

  /// What one scale for the whole run gives, as a sentence.
  func verdict(_ advice: FormatAdvice) -> String {
    let name = advice.format.name.displayed
    guard let scale = advice.fixedScale else { return "\(name): no single scale is safe." }
    if scale.exponent == 0 { return "\(name) needs no scale for \(scale.basis.rawValue)." }
    let room =
      scale.headroom == 0
      ? "no room before the first overflow"
      : "a factor of \(notation.power(scale.headroom)) before the first overflow"
    return "\(name): \(notation.power(scale.exponent)) is safe for \(scale.basis.rawValue), with "
      + "\(room).\(alternative(advice, scale).map { " \($0)" } ?? "")"
  }

  /// A scale that is safe in a weaker sense and leaves more room, where there is hardly any;
  /// nil where there is none.
  private func alternative(_ advice: FormatAdvice, _ scale: FixedScaleAdvice) -> String? {
    guard scale.headroom < AdviceWords.leastHeadroom else { return nil }
    let senses: [(FixedScaleAdvice.Basis, ScaleWindow)] = [
      (.everyTensor, advice.everyEntry), (.everyStep, advice.everyStep),
      (.wholeRun, advice.wholeRun),
    ]
    for (basis, window) in senses.drop(while: { $0.0 != scale.basis }).dropFirst() {
      guard case .safe(let exponents) = window, let exponent = window.recommendedExponent,
        exponents.upperBound - exponent >= AdviceWords.leastHeadroom
      else { continue }
      return "For \(basis.rawValue) alone, \(notation.power(exponent)) leaves a factor of "
        + "\(notation.power(exponents.upperBound - exponent))."
    }
    return nil
  }

  /// How many powers of two before the first overflow are room.
  private static let leastHeadroom = 2

  /// How the window of the steps moves, as a sentence; nil where it does not.
  func movement(_ advice: FormatAdvice) -> String? {
    guard advice.steps.count > 1, let first = advice.steps.first, let last = advice.steps.last
    else { return nil }
    let (before, after) = (wording.window(first.window), wording.window(last.window))
    return before == after
      ? nil
      : "Safe at step \(first.step): \(before); at step \(last.step): \(after)."
  }

  /// How to set a scaler, as a sentence; nil where none is needed.
  func scaler(_ advice: FormatAdvice) -> String? {
    guard let scaler = advice.dynamicScaler else { return nil }
    return "A dynamic scaler: init_scale=\(notation.power(scaler.initialExponent)), "
      + "growth_interval=\(scaler.growthInterval)\(reason(scaler))."
  }

  /// Why the scale grows as often as it does, as the rest of a sentence.
  private func reason(_ scaler: DynamicScalerAdvice) -> String {
    scaler.bindingStep.map { ", so that the scale has grown enough by step \($0)" }
      ?? ", as usual: the recorded steps need no faster growth"
  }

  /// Which tensors pull apart, as a clause; nil where a scale serves all.
  func conflict(_ advice: FormatAdvice) -> String? {
    guard let conflict = advice.conflict else { return nil }
    let need = conflict.small.exponent.map { "at least \(notation.power($0))" } ?? "more than any"
    let room = conflict.large.exponent.map { "at most \(notation.power($0))" } ?? "less than any"
    return "\(place(conflict.small)) needs \(need), \(place(conflict.large)) bears \(room)"
  }

  private func place(_ side: ScaleConflict.Side) -> String {
    "\(side.tensor.displayed.elided(to: 120)) at step \(side.step)"
  }

  /// What a tensor gets.
  func choice(_ choice: PrecisionPlan.Choice) -> String {
    switch choice {
    case .shared: "the scale of all"
    case .own(let exponent): exponent == 0 ? "no scale" : "at \(notation.power(exponent))"
    case .single: "keep fp32"
    }
  }

  /// What safe means, as a sentence.
  var safe: String {
    "Safe: at most \(context.audit.plan.tolerance) underflow, no overflow."
  }

  /// What scales for each tensor are made from, as sentences.
  var tensorScales: String {
    let margin =
      context.scaling.margin == 0
      ? "" : ", divided by \(notation.power(context.scaling.margin))"
    return "The greatest power of two without overflow for the largest magnitudes\(margin): of "
      + "the step itself, or of "
      + "\(NumberText.counted(context.scaling.historyLength, "recorded step")) before at most, "
      + "where the first scale is 1. Entries: tensors at steps that overflow."
  }
}
