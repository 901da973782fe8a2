/// Why something is no format.
public enum FormatError: Error, Hashable, Sendable {
  /// No catalogue entry, alias, `eXmY` or `Binary{K}p{P}` has this name.
  case unknownName(String)
  /// An option behind a custom name is not understood.
  case unknownOption(String, in: String)
  /// The precision is outside `1...53`.
  case precision(Int)
  /// The width of the exponent field is outside `1...11`.
  case exponentBitCount(Int)
  /// A rule of the special values contradicts another parameter, as the text says.
  case contradiction(String)
  /// Not one code stands for a normal value.
  case withoutNormalValues
  /// A value of the format is not a binary64 value.
  case beyondBinary64
}

extension FormatError: CustomStringConvertible {
  /// What is wrong, and what would be right.
  public var description: String {
    switch self {
    case .unknownName(let name): "there is no format `\(name)`"
    case .unknownOption(let option, let name):
      "`\(option)` in `\(name)` is no option of a format; write bias=N, "
        + "special=\(SpecialValues.allCases.map(\.rawValue).joined(separator: "|")), "
        + "zero-field=\(ZeroExponentField.allCases.map(\.rawValue).joined(separator: "|")) "
        + "or unsigned"
    case .precision(let precision): "a precision of \(precision) bits is outside 1...53"
    case .exponentBitCount(let count):
      "an exponent field of \(count) bits is outside 1...11; beyond 11, not every value is one of binary64"
    case .contradiction(let text): text
    case .withoutNormalValues: "the format has no normal value"
    case .beyondBinary64: "not every value of the format is a binary64 value"
    }
  }
}
