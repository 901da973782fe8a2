internal import AuditReports
internal import FloatEmulation

/// The rule that decided, as a sentence.
struct RuleText {
  private let explanation: RoundingExplanation
  private let result: RoundingResult
  private let code: (UInt64) -> String
  private var projection: Projection { explanation.projection }
  private var format: FloatFormat { projection.format }

  init(
    _ explanation: RoundingExplanation, _ result: RoundingResult, code: @escaping (UInt64) -> String
  ) {
    self.explanation = explanation
    self.result = result
    self.code = code
  }

  /// The sentence, without a full stop.
  var text: String {
    switch explanation.rule {
    case .exact: "the format has exactly this value"
    case .nearer: nearer
    case .tie: tie
    case .direction: "\(projection.direction.name) decides, however near the other one is"
    case .chance: chance
    case .flushedOperand: "the value is subnormal where it comes from, and flushed to zero"
    case .flushedResult: "the result would be subnormal, and is flushed to zero"
    case .range: range
    case .special: special
    }
  }

  private var chance: String {
    let share = DecimalText.rounded(explanation.place?.aboveLower.value ?? 0, digits: 4)
    return "random bits: away from zero with a probability of about \(share); shown is bits of zero"
  }

  private var nearer: String {
    let goesAway = (explanation.place?.aboveTie.value ?? 0) > 0
    return "the one \(goesAway ? "away from" : "toward") zero is nearer"
  }

  private var tie: String {
    if projection.direction == .tiesToAway { return "a tie goes away from zero" }
    let sign = format.isSigned ? result.code & format.signBit : 0
    let taken = result.code & ~sign
    let other =
      taken == explanation.place?.lower ? explanation.place?.upper : explanation.place?.lower
    let otherText = other.map { ", \(code($0 | sign)) is odd" } ?? ""
    return "a tie goes to the even code: \(code(result.code)) is even\(otherText)"
  }

  private var range: String {
    guard result.outcome == .overflow else { return "the least value: the format has no zero" }
    if explanation.value < 0 && !format.isSigned {
      return "the format has no negative values; it becomes \(CodeText.decimal(result.value))"
    }
    let greatest = CodeText.decimal(format.greatestFiniteMagnitude)
    let bound =
      "with an unbounded exponent it would round beyond the greatest finite magnitude, \(greatest)"
    return
      "\(bound); overflow gives \(CodeText.decimal(result.value)) (overflow rule: \(projection.overflow.rawValue))"
  }

  private var special: String {
    switch result.outcome {
    case .nan where !format.hasNaN: "the format has no NaN"
    case .nan: "a NaN stays one"
    case .infinite where result.value.isInfinite: "an infinity stays one"
    case .infinite: "the format or the overflow rule has no infinity"
    default: format.hasZero ? "a zero stays one" : "the format has no zero"
    }
  }
}
