/// Formats by name: the catalogue, the P3109 family and custom ones.
extension FloatFormat {
  /// The format of a name, in any case.
  ///
  /// - A name of the catalogue or an alias: `fp16`, `e4m3fn`, `half`.
  /// - `Binary{K}p{P}{s|u}{e|f}` of IEEE P3109: width K in bits, precision P,
  ///   signed or unsigned, extended (with infinities) or finite.
  /// - `eXmY`: X exponent bits, Y bits of trailing significand, IEEE-like; with
  ///   options behind colons, such as `e4m3:bias=11:special=fnuz`,
  ///   `e8m7:zero-field=zero` (no subnormals) or `e5m3:unsigned`.
  ///
  /// - Throws: `FormatError`.
  public init(named name: String) throws(FormatError) {
    let lowered = name.lowercased()
    let canonical = FloatFormat.aliases[lowered] ?? lowered
    if let format = FloatFormat.catalogue.first(where: { $0.name == canonical }) {
      self = format
    } else if let match = lowered.wholeMatch(of: /binary([0-9]{1,3})p([0-9]{1,3})([su])([ef])/),
      let width = Int(match.1), let precision = Int(match.2)
    {
      try self.init(
        p3109Width: width, precision: precision, isSigned: match.3 == "s",
        isExtended: match.4 == "e")
    } else {
      try self.init(custom: lowered)
    }
  }

  /// `Binary{K}p{P}` of IEEE P3109 v4.0.
  ///
  /// - Parameters:
  ///   - width: K, the width of a code in bits.
  ///   - precision: P; below K in a signed format, at most K in an unsigned one.
  ///   - isExtended: Whether there are infinities.
  /// - Throws: `FormatError` if there is no such format, or if its exponent field
  ///   has more than 11 bits: then not every value is a binary64 value.
  public init(
    p3109Width width: Int, precision: Int, isSigned: Bool, isExtended: Bool
  ) throws(FormatError) {
    let name = "Binary\(width)p\(precision)\(isSigned ? "s" : "u")\(isExtended ? "e" : "f")"
    let exponentBitCount = width - precision + (isSigned ? 0 : 1)
    guard width >= 3 else { throw .contradiction("\(name): P3109 begins with a width of 3 bits") }
    guard (1...11).contains(exponentBitCount) else { throw .exponentBitCount(exponentBitCount) }
    try self.init(
      name: name, precision: precision, exponentBitCount: exponentBitCount,
      bias: 1 << (exponentBitCount - 1), isSigned: isSigned,
      specialValues: isExtended ? .p3109Extended : .p3109Finite)
  }

  private init(custom name: String) throws(FormatError) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard let match = parts[0].wholeMatch(of: /e([0-9]{1,3})m([0-9]{1,3})/),
      let exponentBitCount = Int(match.1), let trailing = Int(match.2)
    else { throw .unknownName(name) }
    var options = CustomOptions()
    for part in parts.dropFirst() where !options.take(part) {
      throw .unknownOption(String(part), in: name)
    }
    try self.init(
      name: name, precision: trailing + 1, exponentBitCount: exponentBitCount,
      bias: options.bias, isSigned: options.isSigned, specialValues: options.specialValues,
      zeroExponentField: options.zeroExponentField)
  }
}

/// What stands behind the colons of a custom name.
private struct CustomOptions {
  var bias: Int?
  var isSigned = true
  var specialValues = SpecialValues.ieee
  var zeroExponentField = ZeroExponentField.subnormals

  /// Takes one option; false if it is none.
  mutating func take(_ text: Substring) -> Bool {
    if text == "unsigned" {
      isSigned = false
      return true
    }
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return false }
    let value = String(parts[1])
    switch parts[0] {
    case "bias":
      guard let number = Int(value) else { return false }
      bias = number
    case "special":
      guard let rule = SpecialValues(rawValue: value) else { return false }
      specialValues = rule
    case "zero-field":
      guard let rule = ZeroExponentField(rawValue: value) else { return false }
      zeroExponentField = rule
    default: return false
    }
    return true
  }
}
