internal import AuditReports
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
    return lines.joined() + (notes.isEmpty ? "" : "\n" + notes.joined())
  }

  /// What the intermediate format of a stack makes of the value, and where rounding
  /// twice gives another result than rounding once.
  private var notes: [String] {
    let first = chains.map { $0.steps(from: source.format) }.first { $0.count > 1 }?.first
    let middle = first.map { source.rounded(by: ProjectionChain($0)).value } ?? source.value
    let isOther = middle != source.value && !middle.isNaN
    return (isOther ? ["fp32 makes the value \(CodeText.decimal(middle)) first\n"] : [])
      + chains.compactMap { chain in
        chain.intermediate == nil
          ? DoubleRounding(source, chain, by: .binary32)?.short
          : DoubleRounding(source, chain)?.shortOnce
      }
  }

  private static let head = ["format", "result", "code", "error", "decided by"]

  private func row(_ chain: ProjectionChain) -> [String] {
    let result = source.rounded(by: chain)
    let explanation = RoundingExplanation(source.value, from: source.format, by: chain)
    return [
      chain.format.name, ValueText.short(result.value),
      CodeText.hexadecimal(result.code, of: chain.format),
      error(result, chain.format), words(explanation, result),
    ]
  }

  private func error(_ result: RoundingResult, _ format: FloatFormat) -> String {
    guard let error = source.error(of: result, in: format) else { return "-" }
    if error == 0 { return "0" }
    let texts = [3, 2, 1].map { DecimalText.rounded(error, digits: $0) }
    return (texts.first { $0.count <= 7 } ?? texts[2]) + " ulp"
  }

  private func words(_ explanation: RoundingExplanation, _ result: RoundingResult) -> String {
    let rule = explanation.rule
    if rule == .flushedOperand || rule == .flushedResult { return rule.shortWords }
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
