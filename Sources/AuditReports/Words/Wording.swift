import FloatEmulation
import GradientAudit

/// Turns verdicts into words, for the terminal, Markdown and the page alike.
struct Wording {
  let notation: Notation

  /// A window of safe scales for a table.
  func window(_ window: ScaleWindow) -> String {
    switch window {
    case .unconstrained: "any"
    case .none: "none"
    case .safe(let exponents): range(exponents)
    }
  }

  private func range(_ exponents: ClosedRange<Int>) -> String {
    let all = AuditPlan.windowExponents
    let (low, high) = (exponents.lowerBound, exponents.upperBound)
    if low == high { return notation.power(low) }
    return switch (low == all.lowerBound, high == all.upperBound) {
    case (true, true): "any"
    case (true, false): "up to \(notation.power(high))"
    case (false, true): "from \(notation.power(low))"
    case (false, false): "\(notation.power(low))\(dots)\(notation.power(high))"
    }
  }

  /// Which scales are safe for each tensor by itself, as a clause.
  func everyTensor(_ window: ScaleWindow) -> String {
    guard case .safe(let exponents) = window else {
      return "no single scale is safe for every tensor"
    }
    let all = AuditPlan.windowExponents
    let isInside = exponents.lowerBound > all.lowerBound && exponents.upperBound < all.upperBound
    return "every tensor is safe \(isInside ? "at " : "")\(range(exponents))"
  }

  /// What shares are of; nil where no value is finite and not zero.
  func sharesOf(_ tally: Tally) -> String? {
    let count = tally.finiteNonzeroCount
    return count == 0
      ? nil
      : "Shares of the \(NumberText.counted(count, "finite non-zero value"))."
  }

  /// How a value is scaled, as a sentence; nil for the exact product, rounded once.
  func scaling(_ arithmetic: ScaleArithmetic) -> String? {
    switch arithmetic {
    case .exact: nil
    case .fp32: "Values and scales are rounded to fp32 and multiplied there first."
    }
  }

  /// How values are rounded where that is not to the nearest, ties to even, as a sentence.
  func rounding(_ plan: AuditPlan) -> String? {
    guard let projection = plan.projections.first else { return nil }
    let parts = [
      projection.direction == .tiesToEven ? nil : "values are rounded \(projection.direction.name)",
      projection.flushing.contains(.results) ? "subnormal results are flushed to zero" : nil,
    ].compactMap(\.self)
    guard let first = parts.first?.first else { return nil }
    return "\(first.uppercased())\(parts.joined(separator: "; ").dropFirst())."
  }

  /// How values are scaled and rounded where that is not as usual; nil where it is.
  func rules(_ plan: AuditPlan) -> String? {
    let sentences = [rounding(plan), scaling(plan.arithmetic)].compactMap(\.self)
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  private var dots: String { notation == .caret ? ".." : "\u{2009}…\u{2009}" }

  /// The recommended scale for a table.
  func recommended(_ verdict: FormatVerdict) -> String {
    switch verdict.recommendedExponent {
    case .none: "none"
    case .some(0): "not needed"
    case .some(let exponent): notation.power(exponent)
    }
  }

  /// What a recording says about one format, as a clause without a full stop.
  func clause(_ label: String, _ verdict: FormatVerdict, _ tolerance: Share) -> String {
    switch verdict.window {
    case .unconstrained: "\(label) needs no loss scale"
    case .none(let least, let greatest): "\(label): \(reason(least, greatest, tolerance))"
    case .safe(let exponents):
      verdict.needsNoScale
        ? "\(label) needs no loss scale"
        : "\(label) serves with a loss scale \(span(exponents, verdict.recommendedExponent))"
    }
  }

  private func span(_ exponents: ClosedRange<Int>, _ recommended: Int?) -> String {
    let all = AuditPlan.windowExponents
    let (low, high) = (exponents.lowerBound, exponents.upperBound)
    let advice = recommended.map { " (\(notation.power($0)) recommended)" } ?? ""
    if low == high { return "of \(notation.power(low)) only" }
    if low == all.lowerBound { return "of at most \(notation.power(high))\(advice)" }
    if high == all.upperBound { return "of at least \(notation.power(low))\(advice)" }
    return "from \(notation.power(low)) to \(notation.power(high))\(advice)"
  }

  private func reason(_ least: Int?, _ greatest: Int?, _ tolerance: Share) -> String {
    let keeping = "keeping \(kept(tolerance))"
    return switch (least, greatest) {
    case (let least?, let greatest?):
      "no single scale, since \(keeping) needs at least \(notation.power(least)), "
        + "but above \(notation.power(greatest)) values overflow"
    case (nil, _?): "no single scale, since none is large enough for \(keeping)"
    case (_, nil): "no single scale, since values overflow at every one"
    }
  }

  /// What a safe scale keeps: `99.9% of the values`.
  func kept(_ tolerance: Share) -> String {
    guard tolerance.numerator > 0 else { return "every value" }
    let rest = Share(tolerance.denominator - tolerance.numerator, of: tolerance.denominator)
    return "\(rest) of the values"
  }
}
