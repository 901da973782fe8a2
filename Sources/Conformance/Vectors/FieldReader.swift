internal import FloatEmulation

/// Reads the fields of one line; every error names the line and the field.
struct FieldReader {
  private let fields: VectorFields
  private let line: Int

  init(_ fields: VectorFields, line: Int) {
    self.fields = fields
    self.line = line
  }

  /// A field that must be there.
  func bytes(_ field: VectorField) throws(VectorError) -> ArraySlice<UInt8> {
    guard let bytes = fields[field] else {
      throw VectorError(
        .missingField, line: line, "the field `\(field.rawValue)` is missing",
        remedy: "export the file again with fpaudit vectors")
    }
    return bytes
  }

  /// A field as text.
  func text(_ field: VectorField) throws(VectorError) -> String {
    String(decoding: try bytes(field), as: UTF8.self)
  }

  /// A format by its name.
  func format(_ field: VectorField) throws(VectorError) -> FloatFormat {
    let name = try text(field)
    do {
      return try FloatFormat(named: name)
    } catch {
      throw malformed(field, "\(error)")
    }
  }

  /// A rule by its name.
  func rule<Rule>(
    _ field: VectorField, _ read: (String) -> Rule?
  ) throws(VectorError) -> Rule {
    guard let rule = read(try text(field)) else { throw malformed(field, field.meaning) }
    return rule
  }

  /// A code in hexadecimal, with as many digits as the format has.
  func code(_ field: VectorField, _ format: FloatFormat) throws(VectorError) -> UInt64 {
    let digitCount = CodeText.digitCount(of: format)
    guard let code = prefixed(try bytes(field), digitCount), code & ~format.codeMask == 0 else {
      throw malformed(field, "0x and \(digitCount) digits of a code of \(format)")
    }
    return code
  }

  /// 32 random bits in hexadecimal; none if the field is empty.
  func randomBits(_ field: VectorField) throws(VectorError) -> UInt32 {
    guard let bytes = fields[field], !bytes.isEmpty else { return 0 }
    guard let bits = prefixed(bytes, 8) else { throw malformed(field, "0x and 8 digits") }
    return UInt32(truncatingIfNeeded: bits)
  }

  /// A number of vectors.
  func count(_ field: VectorField) throws(VectorError) -> Int {
    guard let count = Int(try text(field)), count >= 0 else { throw malformed(field, "a number") }
    return count
  }

  /// Checks that a decimal is the value of a code.
  func check(
    _ field: VectorField, isValueOf code: UInt64, in format: FloatFormat
  ) throws(VectorError) {
    let expected = format.decode(code)
    let written = Double(try text(field))
    let isSame = written.map { $0 == expected && $0.sign == expected.sign || $0.isNaN } ?? false
    guard isSame, written?.isNaN == expected.isNaN else {
      let hex = CodeText.hexadecimal(code, of: format)
      throw VectorError(
        .contradiction, line: line,
        "the \(format) code \(hex) is \(CodeText.decimal(expected)), but `\(field.rawValue)` says "
          + "`\(excerpt(field))`",
        remedy: "one of the two is corrupt; export the file again")
    }
  }

  private func prefixed(_ bytes: ArraySlice<UInt8>, _ digitCount: Int) -> UInt64? {
    guard bytes.starts(with: [0x30, 0x78]) else { return nil }
    return hexadecimal(bytes.dropFirst(2), digitCount: digitCount)
  }

  private func malformed(_ field: VectorField, _ expected: String) -> VectorError {
    VectorError(
      .malformedField, line: line,
      "the field `\(field.rawValue)` holds `\(excerpt(field))`: \(expected)",
      remedy: "export the file again with fpaudit vectors")
  }

  private func excerpt(_ field: VectorField) -> String {
    TextLine(number: line, bytes: fields[field] ?? []).excerpt
  }
}
