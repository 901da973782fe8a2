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
    guard value.isFinite else { return "\(written) is \(type.rawValue) \(source.bits)\n" }
    let exact = Decimal.exact(value)
    if isBits || written.lowercased().contains("x") {
      return "\(written) is\n  \(Decimal.exactly(value))\n  \(pattern)\n"
    }
    if Decimal.isSame(written, exact) { return "\(written) is \(pattern)\n" }
    return "\(written) is read as the nearest value of \(type.rawValue),\n"
      + "  \(Decimal.exactly(value))\n  \(pattern)\n"
  }

  private var pattern: String {
    "\(Decimal.hexadecimal(source.value)), bits \(source.bits)"
  }
}
