/// The reference: integers only, one rule a branch, in the order of IEEE
/// 754-2019. Everything fast in this package is checked against it, and it is
/// checked against MPFR.
extension Projection {
  /// Rounds one binary64 value into the format, once.
  ///
  /// A zero keeps its sign where the format has two. An infinity stays where
  /// the format has one and becomes NaN elsewhere (`invalid`). A NaN becomes
  /// quiet and keeps its sign and the top of its payload in an IEEE-like
  /// format (6.2.3), and the one NaN of any other.
  public func round(_ value: Double) -> RoundingResult {
    guard let magnitude = ExactMagnitude(value) else {
      return roundSpecial(
        isNegative: value.sign == .minus, isZero: value.isZero,
        nan: value.isNaN ? NaNPayload(value) : nil)
    }
    return round(magnitude, isNegative: value.sign == .minus)
  }

  /// Rounds one binary32 value into the format, once.
  ///
  /// The same as rounding the widened value, except that a signaling NaN is
  /// seen before the widening quiets it.
  public func round(_ value: Float) -> RoundingResult {
    guard value.isNaN else { return round(Double(value)) }
    return roundSpecial(
      isNegative: value.sign == .minus, isZero: false, nan: NaNPayload(value))
  }

  /// Rounds the real number `±magnitude` into the format, once.
  public func round(_ magnitude: ExactMagnitude, isNegative: Bool) -> RoundingResult {
    // 4.3: choose the unit in the last place, and round to a whole number of it.
    let exponent = max(magnitude.binaryExponent, format.minimumExponent)
    let (whole, rest) = magnitude.divided(byUnit: exponent - (format.precision - 1))
    let rounded = increment(UInt64(truncatingIfNeeded: whole), rest)
    // The code of n·ulp: the n of a larger exponent lie above those of a smaller
    // one, and a carry out of the significand moves into the exponent by itself.
    let binade = UInt64(exponent - format.minimumExponent)
    let magnitudeCode = rounded + (binade << UInt64(format.trailingSignificandBitCount))

    if magnitudeCode > format.greatestFiniteCode { return overflowed(isNegative) }
    var flags: StatusFlags = rest == .zero ? [] : .inexact
    if rest != .zero && isTinyAfterRounding(magnitude) { flags.insert(.underflow) }
    return RoundingResult(
      signed(magnitudeCode, isNegative), in: format, outcome: outcome(of: magnitudeCode),
      flags: flags)
  }

  private func increment(_ whole: UInt64, _ rest: DiscardedPart) -> UInt64 {
    direction.roundsAway(rest, isOdd: whole & 1 == 1) ? whole + 1 : whole
  }

  private func outcome(of magnitudeCode: UInt64) -> Outcome {
    if magnitudeCode == 0 { return .underflow }
    return magnitudeCode < format.leastNormalCode ? .subnormal : .normal
  }

  /// 7.5: whether the value, rounded as though the exponent range were
  /// unbounded, would be below the least normal value.
  private func isTinyAfterRounding(_ magnitude: ExactMagnitude) -> Bool {
    let exponent = magnitude.binaryExponent
    guard exponent < format.minimumExponent else { return false }
    guard exponent == format.minimumExponent - 1 else { return true }
    let (whole, rest) = magnitude.divided(byUnit: exponent - (format.precision - 1))
    return increment(UInt64(truncatingIfNeeded: whole), rest) < 1 << UInt64(format.precision)
  }

  /// 7.4: the result of an overflow, under the format's own standard.
  private func overflowed(_ isNegative: Bool) -> RoundingResult {
    let code = format.infinityCode.map { signed($0, isNegative) } ?? signedNaN(isNegative)
    return RoundingResult(code, in: format, outcome: .overflow, flags: [.overflow, .inexact])
  }

  private func roundSpecial(isNegative: Bool, isZero: Bool, nan: NaNPayload?) -> RoundingResult {
    if let nan {
      return RoundingResult(
        encode(nan, isNegative), in: format, outcome: .nan, flags: nan.isSignaling ? .invalid : [])
    }
    if isZero { return RoundingResult(signed(0, isNegative), in: format, outcome: .zero) }
    guard let infinity = format.infinityCode else {
      return RoundingResult(
        signedNaN(isNegative), in: format, outcome: .infinite, flags: .invalid)
    }
    return RoundingResult(signed(infinity, isNegative), in: format, outcome: .infinite)
  }

  /// 6.2.3: a NaN keeps as much of its payload as fits, and becomes quiet.
  private func encode(_ nan: NaNPayload, _ isNegative: Bool) -> UInt64 {
    guard format.specialValues == .ieee else { return signedNaN(isNegative) }
    let payload = nan.leftAligned >> UInt64(64 - format.trailingSignificandBitCount)
    return signed(format.nanCode | payload, isNegative)
  }

  private func signedNaN(_ isNegative: Bool) -> UInt64 {
    format.hasNegativeZero ? signed(format.nanCode, isNegative) : format.nanCode
  }

  private func signed(_ magnitudeCode: UInt64, _ isNegative: Bool) -> UInt64 {
    let hasSign = isNegative && (magnitudeCode != 0 || format.hasNegativeZero)
    return hasSign ? magnitudeCode | format.signBit : magnitudeCode
  }
}

/// The trailing significand of a NaN, its top bit (quiet or signaling) first.
private struct NaNPayload {
  let leftAligned: UInt64

  init(_ value: Double) { leftAligned = value.bitPattern << 12 }
  init(_ value: Float) { leftAligned = UInt64(value.bitPattern) << 41 }

  var isSignaling: Bool { leftAligned >> 63 == 0 }
}
