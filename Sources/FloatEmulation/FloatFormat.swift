/// A binary floating-point format, as data.
///
/// Four numbers and two rules say everything: the precision `p`, the width of
/// the exponent field, its bias, whether there is a sign, how special values
/// are encoded and what an exponent field of zero means. All else (widths,
/// exponent range, extreme values, special codes) is derived.
///
/// A finite value of the format is `±n · 2^(e - p + 1)` with an integer
/// `n < 2^p` and `emin <= e <= emax` (IEEE 754-2019, 3.3). Every one of them is
/// a binary64 value.
///
/// Sources: IEEE 754-2019, 3.4 and table 3.5 for the interchange formats; OCP
/// OFP8 revision 1.0, tables 1 and 2, for `e5m2` and `e4m3fn`; OCP MX v1.0 for
/// FP6, FP4 and E8M0; IEEE P3109 Interim Report v4.0 for `Binary{K}p{P}`.
public struct FloatFormat: Hashable, Sendable {
  /// The name on the command line and in every table, such as `fp16`.
  public let name: String

  /// The number of significant bits `p`, the implicit one included.
  public let precision: Int

  /// The width of the biased exponent's field, in bits.
  public let exponentBitCount: Int

  /// What is added to an exponent to give its field.
  public let bias: Int

  /// Whether there is a sign bit; an unsigned format has no negative value.
  public let isSigned: Bool

  /// Which codes are infinities and NaNs, and whether there is a negative zero.
  public let specialValues: SpecialValues

  /// What the codes whose exponent field is zero stand for.
  public let zeroExponentField: ZeroExponentField

  /// Creates a format.
  ///
  /// - Parameters:
  ///   - name: The name in tables; it does not take part in any computation.
  ///   - precision: `p`, `1...53`.
  ///   - exponentBitCount: `1...11`.
  ///   - bias: `2^(exponentBitCount - 1) - 1` if nil, as in IEEE 754.
  /// - Throws: `FormatError` if the parameters contradict each other, no code is
  ///   a normal value, or a value of the format is not a binary64 value.
  public init(
    name: String,
    precision: Int,
    exponentBitCount: Int,
    bias: Int? = nil,
    isSigned: Bool = true,
    specialValues: SpecialValues = .ieee,
    zeroExponentField: ZeroExponentField = .subnormals
  ) throws(FormatError) {
    guard (1...53).contains(precision) else { throw .precision(precision) }
    guard (1...11).contains(exponentBitCount) else { throw .exponentBitCount(exponentBitCount) }
    guard (-4096...4096).contains(bias ?? 0) else { throw .beyondBinary64 }
    self.init(
      unchecked: name, precision: precision, exponentBitCount: exponentBitCount, bias: bias,
      isSigned: isSigned, specialValues: specialValues, zeroExponentField: zeroExponentField)
    if let text = contradiction { throw .contradiction(text) }
    guard greatestFiniteCode >= leastNormalCode else { throw .withoutNormalValues }
    guard finestUnitExponent >= -1074, maximumExponent <= 1023 else { throw .beyondBinary64 }
  }

  /// Creates a format from parameters that are known to be right.
  init(
    unchecked name: String,
    precision: Int,
    exponentBitCount: Int,
    bias: Int? = nil,
    isSigned: Bool = true,
    specialValues: SpecialValues = .ieee,
    zeroExponentField: ZeroExponentField = .subnormals
  ) {
    self.name = name
    self.precision = precision
    self.exponentBitCount = exponentBitCount
    self.bias = bias ?? (1 << (exponentBitCount - 1)) - 1
    self.isSigned = isSigned
    self.specialValues = specialValues
    self.zeroExponentField = zeroExponentField
  }

  /// What two of the parameters have against each other, if anything.
  private var contradiction: String? {
    switch specialValues {
    case .ieee where precision < 2: "without a trailing significand there is no room for IEEE's NaN"
    case .p3109Extended where bitWidth < 2: "one bit has no room for a value, infinity and NaN"
    case .nanAtNegativeZero where !isSigned: "an unsigned format has no negative zero to hold a NaN"
    case _ where zeroExponentField == .normals && (isSigned || precision > 1):
      "only an unsigned format of precision 1 can do without zero"
    default: nil
    }
  }
}

extension FloatFormat: CustomStringConvertible {
  /// The format's name.
  public var description: String { name }
}
