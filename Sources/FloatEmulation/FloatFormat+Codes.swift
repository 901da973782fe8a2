/// Codes: the bit patterns of a format, in the low `bitWidth` bits of a `UInt64`.
///
/// A *magnitude code* is a code without its sign bit. Magnitude codes of finite
/// values are in the order of the values, so `code + 1` is the next larger one.
extension FloatFormat {
  /// The sign bit of a code.
  public var signBit: UInt64 { 1 << UInt64(bitWidth - 1) }

  /// All bits of a code.
  public var codeMask: UInt64 { signBit | (signBit - 1) }

  /// The magnitude code of the least normal value.
  public var leastNormalCode: UInt64 { 1 << UInt64(trailingSignificandBitCount) }

  /// The magnitude code of the greatest finite value.
  public var greatestFiniteCode: UInt64 {
    switch specialValues {
    case .ieee: topExponentCode - 1
    case .nanOnly: signBit - 2
    case .nanAtNegativeZero: signBit - 1
    }
  }

  /// The magnitude code of infinity; nil where the format has none.
  public var infinityCode: UInt64? { hasInfinity ? topExponentCode : nil }

  /// The code of the canonical NaN: quiet, positive where there is a choice, no
  /// payload.
  public var nanCode: UInt64 {
    switch specialValues {
    case .ieee: topExponentCode | quietBit
    case .nanOnly: signBit - 1
    case .nanAtNegativeZero: signBit
    }
  }

  /// The trailing significand's top bit, which tells a quiet NaN from a
  /// signaling one (IEEE 754-2019, 6.2.1).
  var quietBit: UInt64 { leastNormalCode >> 1 }

  private var topExponentCode: UInt64 {
    ((1 << UInt64(exponentBitCount)) - 1) << UInt64(trailingSignificandBitCount)
  }

  /// What kind of value a code stands for.
  ///
  /// - Precondition: `code` has no bit outside `codeMask`.
  public func valueClass(of code: UInt64) -> ValueClass {
    precondition(code & ~codeMask == 0, "the code is wider than the format")
    let magnitude = code & ~signBit
    if magnitude > greatestFiniteCode { return magnitude == infinityCode ? .infinite : .nan }
    if magnitude == 0 { return code != 0 && !hasNegativeZero ? .nan : .zero }
    return magnitude < leastNormalCode ? .subnormal : .normal
  }

  /// The value of a code, exactly; NaN (without its payload) for a NaN.
  ///
  /// - Precondition: `code` has no bit outside `codeMask`.
  public func decode(_ code: UInt64) -> Double {
    let isNegative = code & signBit != 0
    let magnitude =
      switch valueClass(of: code) {
      case .nan: Double.nan
      case .infinite: Double.infinity
      case .zero, .subnormal, .normal: finiteMagnitude(of: code & ~signBit)
      }
    return isNegative ? -magnitude : magnitude
  }

  /// The code of a value that the format has exactly; nil for any other.
  ///
  /// Every NaN gives the canonical one; -0 gives nil where zero has no sign.
  public func encode(exactly value: Double) -> UInt64? {
    if value.isNaN { return nanCode }
    let result = Projection(self).round(value)
    let isSame = result.value == value && result.value.sign == value.sign
    return isSame ? result.code : nil
  }

  private func finiteMagnitude(of magnitudeCode: UInt64) -> Double {
    let field = Int(magnitudeCode >> UInt64(trailingSignificandBitCount))
    let trailing = magnitudeCode & (leastNormalCode - 1)
    let significand = field == 0 ? trailing : trailing | leastNormalCode
    let exponent = max(field, 1) - bias - trailingSignificandBitCount
    return Double(sign: .plus, exponent: exponent, significand: Double(significand))
  }
}
