/// Codes: the bit patterns of a format, in the low `bitWidth` bits of a `UInt64`.
///
/// A *magnitude code* is a code without its sign bit. Magnitude codes of finite
/// values are in the order of the values, so `code + 1` is the next larger one.
extension FloatFormat {
  /// The sign bit of a code; zero in an unsigned format.
  public var signBit: UInt64 { isSigned ? 1 << UInt64(bitWidth - 1) : 0 }

  /// All bits of a code.
  public var codeMask: UInt64 { ~0 >> UInt64(64 - bitWidth) }

  /// All bits of a magnitude code.
  var magnitudeMask: UInt64 { codeMask & ~signBit }

  /// The magnitude code of the least normal value.
  public var leastNormalCode: UInt64 {
    hasZero ? 1 << UInt64(trailingSignificandBitCount) : 0
  }

  /// The magnitude code of the least non-zero value.
  public var leastNonzeroCode: UInt64 { hasSubnormals ? 1 : leastNormalCode }

  /// The magnitude code of the greatest finite value.
  public var greatestFiniteCode: UInt64 {
    switch specialValues {
    case .ieee: topExponentCode - 1
    case .nanOnly: magnitudeMask - 1
    case .nanAtNegativeZero, .none: magnitudeMask
    case .p3109Finite: isSigned ? magnitudeMask : magnitudeMask - 1
    case .p3109Extended: isSigned ? magnitudeMask - 1 : magnitudeMask - 2
    }
  }

  /// The magnitude code of infinity; nil where the format has none.
  public var infinityCode: UInt64? { hasInfinity ? greatestFiniteCode + 1 : nil }

  /// The code of the canonical NaN: quiet, positive where there is a choice, no
  /// payload; nil where the format has none.
  public var nanCode: UInt64? {
    switch specialValues {
    case .ieee: topExponentCode | quietBit
    case .nanOnly: magnitudeMask
    case .nanAtNegativeZero: signBit
    case .none: nil
    case .p3109Extended, .p3109Finite: isSigned ? signBit : codeMask
    }
  }

  /// Whether a NaN has a sign.
  var hasSignedNaN: Bool { isSigned && (specialValues == .ieee || specialValues == .nanOnly) }

  /// The trailing significand's top bit, which tells a quiet NaN from a
  /// signaling one (IEEE 754-2019, 6.2.1).
  var quietBit: UInt64 { (1 << UInt64(trailingSignificandBitCount)) >> 1 }

  private var topExponentCode: UInt64 {
    ((1 << UInt64(exponentBitCount)) - 1) << UInt64(trailingSignificandBitCount)
  }

  /// What kind of value a code stands for.
  ///
  /// - Precondition: `code` has no bit outside `codeMask`.
  public func valueClass(of code: UInt64) -> ValueClass {
    precondition(code & ~codeMask == 0, "the code is wider than the format")
    if code == nanCode { return .nan }
    let magnitude = code & ~signBit
    if magnitude > greatestFiniteCode { return magnitude == infinityCode ? .infinite : .nan }
    if magnitude >= leastNormalCode { return .normal }
    return magnitude == 0 || !hasSubnormals ? .zero : .subnormal
  }

  /// The value of a code, exactly; NaN (without its payload) for a NaN.
  ///
  /// - Precondition: `code` has no bit outside `codeMask`.
  public func decode(_ code: UInt64) -> Double {
    let magnitude =
      switch valueClass(of: code) {
      case .nan: Double.nan
      case .infinite: Double.infinity
      case .zero: 0.0
      case .subnormal, .normal: finiteMagnitude(of: code & ~signBit)
      }
    return code & signBit != 0 ? -magnitude : magnitude
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
    let implicitBit: UInt64 = 1 << UInt64(trailingSignificandBitCount)
    let trailing = magnitudeCode & (implicitBit - 1)
    let isSubnormal = field == 0 && hasZero
    let significand = isSubnormal ? trailing : trailing | implicitBit
    let exponent = (isSubnormal ? 1 : field) - bias - trailingSignificandBitCount
    return Double(sign: .plus, exponent: exponent, significand: Double(significand))
  }
}
