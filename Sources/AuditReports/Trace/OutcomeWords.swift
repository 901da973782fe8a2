import FloatEmulation
import GradientAudit

/// Outcomes as words of a sentence.
enum OutcomeWords {
  /// What one value does, or several do: `underflows`, `are subnormal`.
  static func verb(_ outcome: Outcome, isPlural: Bool) -> String {
    let copula = isPlural ? "are" : "is"
    return switch outcome {
    case .underflow, .overflow: outcome.rawValue + (isPlural ? "" : "s")
    case .nan: "\(copula) NaN"
    case .zero, .infinite, .subnormal, .normal: "\(copula) \(outcome.rawValue)"
    }
  }

  /// `1,234 of 40,960 values underflow, 5 overflow`: those of the outcomes that occur, or
  /// the first.
  static func sentence(_ counts: OutcomeCounts, _ outcomes: Set<Outcome>) -> String {
    let wanted = ordered(outcomes)
    let found = wanted.filter { counts[$0] > 0 }
    let shown = found.isEmpty ? Array(wanted.prefix(1)) : found
    return shown.enumerated().map { index, outcome in
      let count = counts[outcome]
      let verb = verb(outcome, isPlural: count != 1)
      let noun = counts.count == 1 ? "value" : "values"
      return index == 0
        ? "\(NumberText.grouped(count)) of \(NumberText.grouped(counts.count)) \(noun) \(verb)"
        : "\(NumberText.grouped(count)) \(verb)"
    }.joined(separator: ", ")
  }

  /// The outcomes in the order of every table.
  static func ordered(_ outcomes: Set<Outcome>) -> [Outcome] {
    Outcome.allCases.filter(outcomes.contains)
  }

  /// `underflows or overflows`.
  static func alternatives(_ outcomes: Set<Outcome>) -> String {
    let verbs = ordered(outcomes).map { verb($0, isPlural: false) }
    let last = verbs.last ?? ""
    return verbs.count < 2 ? last : verbs.dropLast().joined(separator: ", ") + " or " + last
  }
}
