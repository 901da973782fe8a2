internal import AuditReports
internal import FloatEmulation

/// Formats for programs.
struct FormatDocument: JSONDocument {
  let schema = "fpaudit.formats/1"
  let formats: [Entry]

  init(_ formats: [FloatFormat]) { self.formats = formats.map(Entry.init) }

  /// One format.
  struct Entry: Encodable {
    let name: String
    let bits: Int
    let precision: Int
    let exponentBits: Int
    let bias: Int
    let signed: Bool
    let specialValues: String
    let zeroExponentField: String
    let minimumExponent: Int
    let maximumExponent: Int
    let greatestFinite: Double
    let leastNormal: Double
    let leastNonzero: Double
    let greatestFiniteCode: String
    let infinityCode: String?
    let nanCode: String?
    let codes: [String: UInt64]

    init(_ format: FloatFormat) {
      name = format.name
      bits = format.bitWidth
      precision = format.precision
      exponentBits = format.exponentBitCount
      bias = format.bias
      signed = format.isSigned
      specialValues = format.specialValues.rawValue
      zeroExponentField = format.zeroExponentField.rawValue
      minimumExponent = format.minimumExponent
      maximumExponent = format.maximumExponent
      greatestFinite = format.greatestFiniteMagnitude
      leastNormal = format.leastNormalMagnitude
      leastNonzero = format.leastNonzeroMagnitude
      greatestFiniteCode = CodeText.hexadecimal(format.greatestFiniteCode, of: format)
      infinityCode = format.infinityCode.map { CodeText.hexadecimal($0, of: format) }
      nanCode = format.nanCode.map { CodeText.hexadecimal($0, of: format) }
      codes = Dictionary(
        uniqueKeysWithValues: FormatFacts(format).counts.map { ($0.kind, $0.count) })
    }
  }
}
