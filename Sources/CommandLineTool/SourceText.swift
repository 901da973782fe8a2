internal import AuditReports
internal import FloatEmulation

/// What was written on the command line, and what was read.
struct SourceText {
  private let written: String
  private let source: SourceValue
  private let type: SourceType
  private let isBits: Bool

  init(_ written: String, _ source: SourceValue, _ type: SourceType, isBits: Bool) {
    self.written = written
    self.source = source
    self.type = type
    self.isBits = isBits
  }

  /// One to three lines.
  var text: String {
    let value = source.value
    if source.isBeyondRange(written, isBits: isBits) {
      return "\(written) is beyond the range of \(type.rawValue), read as\n"
        + "  \(value < 0 ? "-" : "")infinity, bits \(source.bits)\n"
    }
    guard value.isFinite else { return "\(written) is \(type.rawValue) \(source.bits)\n" }
    let exact = DecimalText.exact(value)
    let isHexadecimal = written.lowercased().contains("x")
    let isExact = DecimalText.isSame(
      written, isHexadecimal ? DecimalText.hexadecimal(value) : exact)
    if isBits || isHexadecimal && isExact {
      return "\(written) is\n  \(DecimalText.exactly(value))\n  \(pattern)\n"
    }
    if isExact { return "\(written) is \(pattern)\n" }
    return "\(written) is read as the nearest value of \(type.rawValue),\n"
      + "  \(DecimalText.exactly(value))\n  \(pattern)\n"
  }

  private var pattern: String {
    "\(DecimalText.hexadecimal(source.value)), bits \(source.bits)"
  }
}
