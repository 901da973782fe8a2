extension FloatFormat {
  /// The width `t = p - 1` of the trailing significand's field, in bits.
  public var trailingSignificandBitCount: Int { precision - 1 }

  /// The width of a code, in bits: sign, biased exponent, trailing significand.
  public var bitWidth: Int { (isSigned ? 1 : 0) + exponentBitCount + trailingSignificandBitCount }

  /// The least exponent of a normal value, `emin`.
  public var minimumExponent: Int { zeroExponentField == .normals ? -bias : 1 - bias }

  /// The exponent of the greatest finite value, `emax`.
  public var maximumExponent: Int {
    Int(greatestFiniteCode >> UInt64(trailingSignificandBitCount)) - bias
  }

  /// Half the distance from 1 to the next larger value: `2^-p`, the largest
  /// relative error of a normal result under ties-to-even.
  public var unitRoundoff: Double {
    Double(sign: .plus, exponent: -precision, significand: 1)
  }

  /// The distance between the greatest finite value and what would be the next one.
  public var ulpOfGreatest: Double { ulp(at: greatestFiniteMagnitude) }

  /// The unit in the last place of a finite value: the distance between the values
  /// of its binade.
  ///
  /// Below the least normal value, zero included, it is the least value, of which
  /// all that stands there is a multiple: subnormal values, or zero alone.
  ///
  /// - Precondition: The value is finite.
  public func ulp(at value: Double) -> Double {
    precondition(value.isFinite, "infinity and NaN have no unit in the last place")
    return Double(sign: .plus, exponent: unitExponent(at: Int(value.exponent)), significand: 1)
  }

  /// The tie above a finite magnitude: half-way to the next value, or to what would
  /// be the next with an unbounded exponent.
  ///
  /// - Parameter code: A finite magnitude's code, without a sign.
  /// - Returns: nil where that is no binary64 value.
  public func tie(above code: UInt64) -> Double? {
    guard precision < 53 else { return nil }
    let lower = decode(code)
    let distance = code < greatestFiniteCode ? decode(code + 1) - lower : ulpOfGreatest
    let tie = lower + distance / 2
    return tie > lower && tie.isFinite && tie - lower == distance - (tie - lower) ? tie : nil
  }

  /// The largest finite value.
  public var greatestFiniteMagnitude: Double { decode(greatestFiniteCode) }

  /// The least positive normal value, `2^emin`.
  public var leastNormalMagnitude: Double { decode(leastNormalCode) }

  /// The least positive value.
  public var leastNonzeroMagnitude: Double { decode(leastNonzeroCode) }

  /// Whether there is a zero; E8M0 has none.
  public var hasZero: Bool { zeroExponentField != .normals }

  /// Whether `+0` and `-0` are different codes.
  public var hasNegativeZero: Bool {
    switch specialValues {
    case .ieee, .nanOnly, .none: isSigned
    case .nanAtNegativeZero, .p3109Extended, .p3109Finite: false
    }
  }

  /// Whether there are values between zero and the least normal one.
  public var hasSubnormals: Bool { zeroExponentField == .subnormals && precision > 1 }

  /// Whether the format has infinities.
  public var hasInfinity: Bool { specialValues == .ieee || specialValues == .p3109Extended }

  /// Whether the format has a NaN.
  public var hasNaN: Bool { specialValues != .none }

  /// The exponent of the least non-zero value.
  var leastNonzeroExponent: Int {
    hasSubnormals ? minimumExponent - trailingSignificandBitCount : minimumExponent
  }

  /// The exponent of the unit in the last place of the least normal binade, of
  /// which every value of the format is a multiple.
  var finestUnitExponent: Int { minimumExponent - trailingSignificandBitCount }

  /// The exponent of the unit in the last place below `2^emin`.
  ///
  /// The values there are its multiples: the subnormal values, or zero alone.
  var unitExponentBelowNormal: Int { leastNonzeroExponent }

  /// The exponent of the unit in the last place of a magnitude, given that of its
  /// leading bit; of zero, any below the least normal value's.
  func unitExponent(at exponent: Int) -> Int {
    exponent < minimumExponent ? unitExponentBelowNormal : exponent - trailingSignificandBitCount
  }
}
