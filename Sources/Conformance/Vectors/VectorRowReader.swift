internal import FloatEmulation

/// Makes vectors of the fields of successive lines.
struct VectorRowReader {
  /// The rules of the line before, which nearly always are those of the next.
  private var rules: VectorRules?
  private var rulesText: [ArraySlice<UInt8>?] = []
  /// What `remaining` must be in the next line; nil before the first.
  private var expectedRemaining: Int?

  /// - Parameter count: How many vectors there must be, if it is known.
  init(count: Int? = nil) { expectedRemaining = count.map { $0 - 1 } }

  /// The rules of the last line.
  var lastRules: VectorRules? { rules }

  /// The vector of a line's fields.
  mutating func vector(
    _ fields: VectorFields, line: Int
  ) throws(VectorError) -> ConformanceVector {
    let reader = FieldReader(fields, line: line)
    try follow(reader, line)
    let rules = try rules(fields, line)
    let format = rules.projection.format
    let operand = try reader.code(.bits, rules.source)
    try reader.check(.value, isValueOf: operand, in: rules.source)
    let code = try reader.code(.code, format)
    try reader.check(.result, isValueOf: code, in: format)
    _ = try reader.rule(.kind, VectorKind.init(rawValue:))
    return ConformanceVector(
      source: rules.source, projection: rules.projection, operand: operand,
      random: try reader.randomBits(.random), code: code,
      flags: try reader.rule(.flags, StatusFlags.init(text:)))
  }

  /// Notes a line that could not be read at all.
  mutating func skip() { expectedRemaining = expectedRemaining.map { $0 - 1 } }

  /// Checks that the last line said it was the last.
  func finish() throws(VectorError) {
    guard let expectedRemaining, expectedRemaining >= 0 else { return }
    throw VectorError(
      .missingRows, "the file ends early: \(expectedRemaining + 1) more vectors should follow",
      remedy: "copy it again, or export it again")
  }

  /// Counts down, and up again where lines are missing.
  private mutating func follow(_ reader: FieldReader, _ line: Int) throws(VectorError) {
    let expected = expectedRemaining
    skip()
    let remaining = try reader.count(.remaining)
    expectedRemaining = remaining - 1
    guard let expected, expected != remaining else { return }
    throw VectorError(
      .missingRows, line: line,
      "`remaining` is \(remaining), not \(expected): lines before this one are missing or repeated",
      remedy: "copy the file again, or export it again")
  }

  private mutating func rules(
    _ fields: VectorFields, _ line: Int
  ) throws(VectorError) -> VectorRules {
    let text = VectorField.ofProjection.map { fields[$0] }
    if let rules, text == rulesText { return rules }
    let new = try VectorRules(fields, line: line)
    (rules, rulesText) = (new, text)
    return new
  }
}

extension VectorRules {
  /// The rules in words.
  var description: String {
    let projection = projection
    let words = [
      "\(source) to \(projection.format)", projection.direction.name,
      "overflow \(projection.overflow.rawValue)", "flushing \(projection.flushing.text)",
      "NaN \(projection.nan.rawValue)", "tininess \(projection.tininess.rawValue) rounding",
    ]
    return words.joined(separator: ", ")
  }
}
