/// The reference: integers only, one rule a branch, in the order of IEEE
/// 754-2019. Everything fast in this package is checked against it, and it is
/// checked against MPFR.
///
/// `random` is read by the stochastic direction alone: 32 random bits, of which
/// the top N count.
extension Projection {
  /// Rounds one binary64 value into the format, once.
  ///
  /// A zero keeps its sign where the format has two. What becomes of an infinity
  /// is `overflow`'s affair, of a NaN `nan`'s, and of subnormals `flushing`'s.
  public func round(_ value: Double, random: UInt32 = 0) -> RoundingResult {
    result(rounding(value, random))
  }

  /// Rounds one binary32 value into the format, once.
  ///
  /// The same as rounding the widened value, except that a signaling NaN is seen
  /// before the widening quiets it, and that its own subnormal values are flushed.
  public func round(_ value: Float, random: UInt32 = 0) -> RoundingResult {
    result(rounding(value, random))
  }

  /// Rounds the real number `±magnitude` into the format, once.
  ///
  /// No operand is flushed, as a real number has no format.
  public func round(
    _ magnitude: ExactMagnitude, isNegative: Bool, random: UInt32 = 0
  ) -> RoundingResult {
    result(rounding(magnitude, isNegative, random))
  }

  /// Converts a value of another format, given by its code (IEEE 754-2019, 5.4.2
  /// `convertFormat`).
  ///
  /// - Precondition: `code` is no wider than `source`.
  public func convert(
    _ code: UInt64, from source: FloatFormat, random: UInt32 = 0
  ) -> RoundingResult {
    let isNegative = code & source.signBit != 0
    let flushes = flushing.contains(.operands)
    switch source.valueClass(of: code) {
    case .nan: return result(roundingNaN(NaNPayload(code, in: source), isNegative))
    case .subnormal where flushes: return result(flushedOperand(isNegative))
    case .zero, .subnormal, .normal, .infinite: break
    }
    return result(roundingNumber(source.decode(code), random))
  }

  /// The code that a binary64 value rounds to.
  public func encode(_ value: Double, random: UInt32 = 0) -> UInt64 { rounding(value, random).code }

  /// The code that a binary32 value rounds to.
  public func encode(_ value: Float, random: UInt32 = 0) -> UInt64 { rounding(value, random).code }
}

/// A result without its value, which costs a decoding.
private struct Rounded {
  let code: UInt64
  let outcome: Outcome
  var flags: StatusFlags = []
}

extension Projection {
  private func result(_ rounded: Rounded) -> RoundingResult {
    RoundingResult(rounded.code, in: format, outcome: rounded.outcome, flags: rounded.flags)
  }

  private func rounding(_ value: Double, _ random: UInt32) -> Rounded {
    if value.isNaN { return roundingNaN(NaNPayload(value), value.sign == .minus) }
    if value.isSubnormal && flushing.contains(.operands) {
      return flushedOperand(value.sign == .minus)
    }
    return roundingNumber(value, random)
  }

  private func rounding(_ value: Float, _ random: UInt32) -> Rounded {
    if value.isNaN { return roundingNaN(NaNPayload(value), value.sign == .minus) }
    if value.isSubnormal && flushing.contains(.operands) {
      return flushedOperand(value.sign == .minus)
    }
    return roundingNumber(Double(value), random)
  }

  private func roundingNumber(_ value: Double, _ random: UInt32) -> Rounded {
    let isNegative = value.sign == .minus
    if let magnitude = ExactMagnitude(value) { return rounding(magnitude, isNegative, random) }
    return value.isZero ? zero(isNegative) : roundingInfinity(isNegative)
  }

  private func rounding(
    _ magnitude: ExactMagnitude, _ isNegative: Bool, _ random: UInt32
  ) -> Rounded {
    let exponent = magnitude.binaryExponent
    let isBelowNormal = exponent < format.minimumExponent
    // 4.3: choose the unit in the last place, and round to a whole number of it.
    let unit =
      isBelowNormal
      ? format.unitExponentBelowNormal : exponent - format.trailingSignificandBitCount
    let (whole, part) = magnitude.divided(byUnit: unit)
    // A carry out of the significand moves into the exponent by itself, and the
    // code after the greatest subnormal one is that of the least normal value.
    let lower =
      isBelowNormal
      ? whole : code(ofWhole: whole, exponent: exponent)
    let away = direction.roundsAway(
      part, isOdd: lower & 1 == 1, isNegative: isNegative, random: random)
    let magnitudeCode = away ? codeAbove(lower, isBelowNormal) : lower

    var flags: StatusFlags = isExact(part, isBelowNormal) ? [] : .inexact
    if !flags.isEmpty && isTiny(magnitude, isNegative, random) { flags.insert(.underflow) }
    let outcome = outcome(of: magnitudeCode)
    if outcome == .subnormal && flushing.contains(.results) {
      return Rounded(
        code: signed(0, isNegative), outcome: .underflow, flags: [.underflow, .inexact])
    }
    if isNegative && !format.isSigned && (magnitudeCode != 0 || !format.hasZero) {
      return belowRange()
    }
    if magnitudeCode > format.greatestFiniteCode { return overflowed(isNegative) }
    return Rounded(code: signed(magnitudeCode, isNegative), outcome: outcome, flags: flags)
  }

  /// The magnitude code of `whole · 2^(exponent - t)` with `2^t <= whole < 2^p`,
  /// as though the exponent field had no end.
  private func code(ofWhole whole: UInt64, exponent: Int) -> UInt64 {
    let binade = UInt64(bitPattern: Int64(exponent - format.minimumExponent))
    let trailing = whole - (1 << UInt64(format.trailingSignificandBitCount))
    return format.leastNormalCode &+ trailing
      &+ (binade << UInt64(format.trailingSignificandBitCount))
  }

  /// The next larger magnitude code; below the normal range of a format without
  /// subnormal values it is that of the least normal value.
  private func codeAbove(_ code: UInt64, _ isBelowNormal: Bool) -> UInt64 {
    isBelowNormal && !format.hasSubnormals ? format.leastNormalCode : code + 1
  }

  /// Whether nothing was cut off; what lies below the range of a format without
  /// zero is never a value.
  private func isExact(_ part: DiscardedPart, _ isBelowNormal: Bool) -> Bool {
    part.isZero && (format.hasZero || !isBelowNormal)
  }

  private func outcome(of magnitudeCode: UInt64) -> Outcome {
    if magnitudeCode >= format.leastNormalCode { return .normal }
    return magnitudeCode == 0 ? .underflow : .subnormal
  }

  /// 7.5: whether the result counts as tiny.
  private func isTiny(_ magnitude: ExactMagnitude, _ isNegative: Bool, _ random: UInt32) -> Bool {
    let exponent = magnitude.binaryExponent
    guard exponent < format.minimumExponent else { return false }
    guard tininess == .afterRounding, exponent == format.minimumExponent - 1 else { return true }
    let (whole, part) = magnitude.divided(byUnit: exponent - format.trailingSignificandBitCount)
    let isOdd = code(ofWhole: whole, exponent: exponent) & 1 == 1
    let away = direction.roundsAway(part, isOdd: isOdd, isNegative: isNegative, random: random)
    return !away || whole + 1 < 1 << UInt64(format.precision)
  }
}

/// Values without a magnitude, and values beyond the range.
extension Projection {
  private func zero(_ isNegative: Bool) -> Rounded {
    if format.hasZero { return Rounded(code: signed(0, isNegative), outcome: .zero) }
    return overflow == .standard
      ? Rounded(code: nanCode(isNegative), outcome: .zero, flags: .invalid)
      : Rounded(code: 0, outcome: .zero, flags: .inexact)
  }

  private func flushedOperand(_ isNegative: Bool) -> Rounded {
    Rounded(
      code: zero(isNegative).code, outcome: .underflow, flags: [.underflow, .inexact])
  }

  private func roundingInfinity(_ isNegative: Bool) -> Rounded {
    if overflow == .saturateAll {
      let end = isNegative && !format.isSigned ? 0 : signed(format.greatestFiniteCode, isNegative)
      return Rounded(code: end, outcome: .infinite, flags: .invalid)
    }
    if isNegative && !format.isSigned {
      return Rounded(code: nanCode(isNegative), outcome: .infinite, flags: .invalid)
    }
    if let infinity = format.infinityCode {
      return Rounded(code: signed(infinity, isNegative), outcome: .infinite)
    }
    let code =
      format.saturatesByItself
      ? signed(format.greatestFiniteCode, isNegative) : nanCode(isNegative)
    return Rounded(code: code, outcome: .infinite, flags: .invalid)
  }

  /// 7.4: a value beyond the greatest finite magnitude.
  private func overflowed(_ isNegative: Bool) -> Rounded {
    let saturates =
      overflow != .standard || format.saturatesByItself
      || direction.stopsAtTheEnd(of: format, isNegative: isNegative)
    let code =
      if saturates {
        signed(format.greatestFiniteCode, isNegative)
      } else {
        format.infinityCode.map { signed($0, isNegative) } ?? nanCode(isNegative)
      }
    return Rounded(code: code, outcome: .overflow, flags: [.overflow, .inexact])
  }

  /// A negative value in an unsigned format.
  private func belowRange() -> Rounded {
    let isP3109 =
      format.specialValues == .p3109Extended || format.specialValues == .p3109Finite
    let stops = isP3109 && (direction == .towardZero || direction == .towardPositive)
    return overflow != .standard || stops || !format.hasNaN
      ? Rounded(code: 0, outcome: .overflow, flags: [.overflow, .inexact])
      : Rounded(code: nanCode(true), outcome: .overflow, flags: .invalid)
  }

  /// 6.2.3: a NaN keeps as much of its payload as fits, and becomes quiet.
  private func roundingNaN(_ payload: NaNPayload, _ isNegative: Bool) -> Rounded {
    let kept =
      nan == .quiet && format.specialValues == .ieee
      ? payload.leftAligned >> UInt64(64 - format.trailingSignificandBitCount) : 0
    let isInvalid = payload.isSignaling || !format.hasNaN
    return Rounded(
      code: nanCode(isNegative) | kept, outcome: .nan, flags: isInvalid ? .invalid : [])
  }

  /// The NaN with that sign, or what stands in for it.
  private func nanCode(_ isNegative: Bool) -> UInt64 {
    guard let code = format.nanCode else {
      return nan == .canonicalOrNegativeZero ? format.signBit : format.greatestFiniteCode
    }
    return isNegative && nan == .quiet && format.hasSignedNaN ? code | format.signBit : code
  }

  private func signed(_ magnitudeCode: UInt64, _ isNegative: Bool) -> UInt64 {
    let hasSign = isNegative && (magnitudeCode != 0 || format.hasNegativeZero)
    return hasSign ? magnitudeCode | format.signBit : magnitudeCode
  }
}

extension FloatFormat {
  /// Whether the format's own standard brings values beyond the range to its end.
  fileprivate var saturatesByItself: Bool {
    specialValues == .none || specialValues == .p3109Finite
  }
}

extension RoundingDirection {
  /// Whether the significand must grow by one.
  ///
  /// - Parameters:
  ///   - part: What was cut off, as a part of one unit in the last place.
  ///   - isOdd: Whether the code that was kept is odd.
  func roundsAway(
    _ part: DiscardedPart, isOdd: Bool, isNegative: Bool, random: UInt32
  ) -> Bool {
    switch self {
    case .tiesToEven: part.isAtLeastHalf && (isOdd || !part.isHalf)
    case .tiesToAway: part.isAtLeastHalf
    case .towardZero: false
    case .towardPositive: !part.isZero && !isNegative
    case .towardNegative: !part.isZero && isNegative
    case .awayFromZero: !part.isZero
    case .toOdd: !part.isZero && !isOdd
    case .stochastic(let rule): rule.roundsAway(part, random: random)
    }
  }

  /// Whether an overflow gives the greatest finite value, since the direction
  /// points inward (IEEE 754-2019, 7.4).
  fileprivate func stopsAtTheEnd(of format: FloatFormat, isNegative: Bool) -> Bool {
    switch self {
    case .tiesToEven, .tiesToAway, .awayFromZero, .stochastic: false
    case .towardZero: true
    case .towardPositive: isNegative
    case .towardNegative: !isNegative
    case .toOdd: format.specialValues != .p3109Extended || !format.isSigned
    }
  }
}

/// The trailing significand of a NaN, its top bit (quiet or signaling) first.
private struct NaNPayload {
  let leftAligned: UInt64
  private let quietBit: UInt64 = 1 << 63

  init(_ value: Double) { leftAligned = value.bitPattern << 12 }
  init(_ value: Float) { leftAligned = UInt64(value.bitPattern) << 41 }

  /// Formats with one NaN have no payload, and it is quiet.
  init(_ code: UInt64, in format: FloatFormat) {
    leftAligned =
      format.specialValues == .ieee
      ? code << UInt64(64 - format.trailingSignificandBitCount) : quietBit
  }

  var isSignaling: Bool { leftAligned & quietBit == 0 }
}
