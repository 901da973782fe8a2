internal import FloatEmulation

/// One value in many formats, a line each.
struct ExplanationTable {
  private let source: SourceValue
  private let chains: [ProjectionChain]

  init(_ source: SourceValue, _ chains: [ProjectionChain]) {
    self.source = source
    self.chains = chains
  }

  /// The table, and what rounding by way of binary32 would have got wrong.
  var text: String {
    let rows = [ExplanationTable.head] + chains.map(row)
    let lines = rows.map { row in
      let line =
        row[0].padded(to: 12) + row[1].padded(to: 14) + row[2].padded(to: 19)
        + row[3].aligned(to: 11) + "  " + row[4]
      return String(line.reversed().drop { $0 == " " }.reversed()) + "\n"
    }
    let single = chains.filter { $0.intermediate == nil }
    let notes = single.compactMap { DoubleRounding(source, $0, by: .binary32)?.short }
    return lines.joined() + (notes.isEmpty ? "" : "\n" + notes.joined())
  }

  private static let head = ["format", "result", "code", "error", "decided by"]

  private func row(_ chain: ProjectionChain) -> [String] {
    let result = source.rounded(by: chain)
    let explanation = RoundingExplanation(source.value, by: chain.projection)
    return [
      chain.format.name, ValueText.short(result.value), chain.format.hexadecimal(result.code),
      error(result, chain.format), words(explanation, result),
    ]
  }

  private func error(_ result: RoundingResult, _ format: FloatFormat) -> String {
    guard source.value.isFinite, result.value.isFinite, result.outcome != .overflow else {
      return "-"
    }
    let ulp = Double(
      sign: .plus, exponent: format.unitExponent(at: result.value), significand: 1)
    let error = (result.value - source.value) / ulp
    return error == 0 ? "0" : Decimal.rounded(error, digits: 3) + " ulp"
  }

  private func words(_ explanation: RoundingExplanation, _ result: RoundingResult) -> String {
    let rule = explanation.rule
    switch result.outcome {
    case .zero, .infinite, .nan: return result.outcome.rawValue
    case .normal: return rule.shortWords
    case .underflow, .subnormal, .overflow: return "\(result.outcome.rawValue), \(rule.shortWords)"
    }
  }
}

extension DecidingRule {
  /// The rule in two words at most.
  var shortWords: String {
    switch self {
    case .exact: "exact"
    case .nearer: "nearer"
    case .tie: "tie"
    case .direction: "direction"
    case .chance: "chance"
    case .flushedOperand: "flushed operand"
    case .flushedResult: "flushed result"
    case .range: "range"
    case .special: "special"
    }
  }
}

/// Values as texts.
enum ValueText {
  /// The shortest decimal that a binary64 reader takes for the value, or seven
  /// digits of it.
  static func short(_ value: Double) -> String {
    let text = exact(value)
    return text.count <= 12 ? text : Decimal.rounded(value, digits: 7)
  }

  /// The shortest decimal that a binary64 reader takes for the value.
  static func exact(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

}
