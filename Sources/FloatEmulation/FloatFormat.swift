/// A binary floating-point format, as data.
///
/// Four numbers and one rule say everything: the precision `p`, the width of
/// the exponent field, its bias, and how special values are encoded. All else
/// (widths, exponent range, extreme values, special codes) is derived.
///
/// A finite value of the format is `±n · 2^(e - p + 1)` with an integer
/// `n < 2^p` and `emin <= e <= emax` (IEEE 754-2019, 3.3).
///
/// Sources: IEEE 754-2019, 3.4 and table 3.5 for the interchange formats; OCP
/// OFP8 revision 1.0, tables 1 and 2, for `e5m2` and `e4m3fn`.
public struct FloatFormat: Hashable, Sendable {
  /// The name on the command line and in every table, such as `fp16`.
  public let name: String

  /// The number of significant bits `p`, the implicit one included.
  public let precision: Int

  /// The width of the biased exponent's field, in bits.
  public let exponentBitCount: Int

  /// What is added to an exponent to give its field.
  public let bias: Int

  /// Which codes are infinities and NaNs, and whether there is a negative zero.
  public let specialValues: SpecialValues

  /// Creates a format.
  ///
  /// - Precondition: `2 <= precision <= 53`, `2 <= exponentBitCount <= 11`, and
  ///   every value of the format is a value of binary64.
  public init(
    name: String,
    precision: Int,
    exponentBitCount: Int,
    bias: Int? = nil,
    specialValues: SpecialValues = .ieee
  ) {
    precondition((2...53).contains(precision), "precision outside 2...53")
    precondition((2...11).contains(exponentBitCount), "exponent width outside 2...11")
    self.name = name
    self.precision = precision
    self.exponentBitCount = exponentBitCount
    self.bias = bias ?? (1 << (exponentBitCount - 1)) - 1
    self.specialValues = specialValues
    precondition(
      minimumExponent >= -1022 && maximumExponent <= 1023,
      "a value of the format is not a binary64 value")
  }
}

extension FloatFormat: CustomStringConvertible {
  /// The format's name.
  public var description: String { name }
}
