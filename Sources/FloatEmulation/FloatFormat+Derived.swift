extension FloatFormat {
  /// The width `t = p - 1` of the trailing significand's field, in bits.
  public var trailingSignificandBitCount: Int { precision - 1 }

  /// The width of a code, in bits: sign, biased exponent, trailing significand.
  public var bitWidth: Int { 1 + exponentBitCount + trailingSignificandBitCount }

  /// The least exponent of a normal value, `emin`.
  public var minimumExponent: Int { 1 - bias }

  /// The exponent of the greatest finite value, `emax`.
  public var maximumExponent: Int {
    Int(greatestFiniteCode >> trailingSignificandBitCount) - bias
  }

  /// Half the distance from 1 to the next larger value: `2^-p`, the largest
  /// relative error of a normal result under ties-to-even.
  public var unitRoundoff: Double {
    Double(sign: .plus, exponent: -precision, significand: 1)
  }

  /// The largest finite value.
  public var greatestFiniteMagnitude: Double { decode(greatestFiniteCode) }

  /// The least positive normal value, `2^emin`.
  public var leastNormalMagnitude: Double { decode(leastNormalCode) }

  /// The least positive value.
  public var leastNonzeroMagnitude: Double { decode(1) }

  /// Whether `+0` and `-0` are different codes.
  public var hasNegativeZero: Bool { specialValues != .nanAtNegativeZero }

  /// Whether the format has infinities.
  public var hasInfinity: Bool { specialValues == .ieee }
}
