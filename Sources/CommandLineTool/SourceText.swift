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

  /// One or more lines.
  var text: String {
    let value = source.value
    guard value.isFinite else { return "\(written) is \(type.rawValue) \(source.bits)\n" }
    let exact = Decimal.exact(value)
    if exact == written || exact == written + ".0" { return "\(written) is \(pattern)\n" }
    let verb = isBits || Decimal.isSame(written, exact) || isHexadecimal ? "is" : "is read as"
    var lines = "\(written) \(verb) \(type.rawValue) \(source.shortest), \(pattern)\n"
    if verb == "is read as" { lines += exactly(exact) }
    return lines
  }

  private var isHexadecimal: Bool { written.lowercased().contains("x") }

  /// The nearest value of the type, exactly, as far as that fits.
  private func exactly(_ exact: String) -> String {
    let digits = exact.count <= 66 ? exact : exact.prefix(60) + "... (\(exact.count) characters)"
    return "exactly    \(digits)\n"
  }

  private var pattern: String {
    "\(Decimal.hexadecimal(source.value)), bits \(source.bits)"
  }
}
