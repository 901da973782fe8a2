internal import AuditReports
internal import FloatEmulation

/// All about one value in one format, on a page of 80 columns.
struct ExplanationPage {
  private let source: SourceValue
  private let chain: ProjectionChain
  private let result: RoundingResult
  private let explanation: RoundingExplanation
  /// Whether the stack rounds the value to an intermediate format first.
  private let isDouble: Bool
  private var format: FloatFormat { chain.format }

  init(_ source: SourceValue, _ chain: ProjectionChain) {
    self.source = source
    self.chain = chain
    result = source.rounded(by: chain)
    isDouble = chain.steps(from: source.format).count > 1
    explanation = RoundingExplanation(source.value, from: source.format, by: chain)
  }

  /// The page.
  var text: String {
    var rows = [("code", "\(CodeText.hexadecimal(result.code, of: format)) = \(fields)")]
    rows.append(("", "sign | exponent | trailing significand"))
    rows += arrival + neighbours
    rows.append(("decided by", words))
    if let error { rows.append(("error", error)) }
    rows.append(("outcome", result.outcome.rawValue))
    rows.append(("flags", flags))
    rows += doubleRoundings
    let head =
      "\(format.name), \(chain.projection.direction.name): \(CodeText.decimal(result.value))\n"
    return head + rows.map(ExplanationPage.lines).joined()
  }

  private static func lines(_ label: String, _ text: String) -> String {
    TextWrapping.lines(text, width: 64).enumerated().map { number, line in
      "  " + (number == 0 ? label : "").padded(to: 12) + line + "\n"
    }.joined()
  }

  /// What the stack makes of the value before its last projection meets it.
  private var arrival: [(String, String)] {
    let first = ProjectionChain(chain.steps(from: source.format)[0])
    let narrow = isDouble ? source.rounded(by: first).value : source.value
    let isOther = explanation.value != narrow && !narrow.isNaN
    let decimals = [narrow, explanation.value].map(CodeText.decimal)
    return (isDouble ? [("by way of", "\(first.format), which makes it \(decimals[0])")] : [])
      + (isOther ? [("taken for", "\(decimals[1]), as the converter reads it")] : [])
  }

  private var fields: String {
    let exponent = bits(
      result.code >> UInt64(format.trailingSignificandBitCount), format.exponentBitCount)
    let trailing = bits(result.code, format.trailingSignificandBitCount)
    let sign = format.isSigned ? (result.code & format.signBit == 0 ? "0" : "1") : "-"
    return [sign, exponent, trailing.isEmpty ? "-" : trailing].joined(separator: " | ")
  }

  private func bits(_ code: UInt64, _ count: Int) -> String {
    (0..<count).reversed().map { code >> UInt64($0) & 1 == 1 ? "1" : "0" }.joined()
  }

  private var neighbours: [(String, String)] {
    guard let place = explanation.place else { return [] }
    let unit = "one ulp is 2^\(place.unitExponent) here"
    if place.aboveLower.isZero { return [("neighbours", "none: the format has it; \(unit)")] }
    let upper = place.upper.map(value) ?? "beyond the range"
    return [
      ("toward 0", value(place.lower)), ("away from 0", upper),
      ("distance", "\(ulps(place.aboveLower)) above the former; \(unit)"),
      ("tie", tie(place)),
    ]
  }

  private func tie(_ place: RoundingExplanation.Place) -> String {
    if place.aboveTie.isZero { return "this is the tie: exactly half-way between the two" }
    return "\(ulps(place.aboveTie)) \(place.aboveTie.value > 0 ? "above" : "below") it"
  }

  /// A distance, exactly; where that is no short decimal, rounded before it.
  private func ulps(_ distance: DyadicFraction) -> String {
    let exact = String(distance.exactText.drop { $0 == "-" })
    guard exact.contains("/") else { return "\(exact) ulp" }
    return "about \(DecimalText.rounded(distance.value.magnitude, digits: 4)) ulp (\(exact))"
  }

  private func value(_ magnitude: UInt64) -> String {
    let isNegative = source.value.sign == .minus
    let hasSign = isNegative && (magnitude != 0 || format.hasNegativeZero)
    let code = hasSign ? magnitude | format.signBit : magnitude
    return "\(CodeText.decimal(format.decode(code)))  \(CodeText.hexadecimal(code, of: format))"
  }

  private var words: String {
    RuleText(explanation, result, code: { CodeText.hexadecimal($0, of: format) }).text
  }

  private var error: String? {
    guard let error = source.error(of: result, in: format) else { return nil }
    return error == 0 ? "0" : "\(DecimalText.rounded(error, digits: 6)) ulp"
  }

  /// The flags, and where both kinds of tininess differ, both.
  private var flags: String {
    let before = chain.detecting(.beforeRounding)
    let other = RoundingExplanation(source.value, from: source.format, by: before).result.flags
    let text = ExplanationPage.names(result.flags)
    return other == explanation.result.flags
      ? text
      : "\(text); \(ExplanationPage.names(other)) where tininess is detected before rounding"
  }

  private static func names(_ flags: StatusFlags) -> String {
    flags.isEmpty ? "none" : flags.names.joined(separator: " ")
  }

  private var doubleRoundings: [(String, String)] {
    if isDouble { return DoubleRounding(source, chain).map { [("twice", $0.onceSentence)] } ?? [] }
    let ways: [FloatFormat] = format.bitWidth <= 8 ? [.binary32, .binary16] : [.binary32]
    return ways.compactMap { DoubleRounding(source, chain, by: $0) }.map { ("twice", $0.sentence) }
  }
}
