/// A result without its value, which costs a decoding.
struct Rounded {
  let code: UInt64
  let outcome: Outcome
  var flags: StatusFlags = []
}

/// The rules of the reference, with the numbers of the format that they need.
///
/// `signals` says whether the underflow flag is wanted, which takes a rounding more.
struct ReferenceRounding {
  let projection: Projection
  private let minimumExponent: Int
  private let unitExponentBelowNormal: Int
  private let trailingSignificandBitCount: Int
  private let leastNormalCode: UInt64
  private let greatestFiniteCode: UInt64
  private let signBit: UInt64
  private let hasZero: Bool
  private let hasNegativeZero: Bool
  private let hasSubnormals: Bool
  private let flushesOperands: Bool
  private let flushesResults: Bool

  @inline(__always)
  init(_ projection: Projection) {
    self.projection = projection
    let format = projection.format
    minimumExponent = format.minimumExponent
    unitExponentBelowNormal = format.unitExponentBelowNormal
    trailingSignificandBitCount = format.trailingSignificandBitCount
    leastNormalCode = format.leastNormalCode
    greatestFiniteCode = format.greatestFiniteCode
    signBit = format.signBit
    hasZero = format.hasZero
    hasNegativeZero = format.hasNegativeZero
    hasSubnormals = format.hasSubnormals
    flushesOperands = projection.flushing.contains(.operands)
    flushesResults = projection.flushing.contains(.results)
  }

  @inline(__always)
  func rounding(_ value: Double, _ random: UInt32, signals: Bool = true) -> Rounded {
    if value.isNaN { return roundingNaN(NaNPayload(value), value.sign == .minus) }
    if value.isSubnormal && flushesOperands { return flushedOperand(value.sign == .minus) }
    return roundingNumber(value, random, signals: signals)
  }

  @inline(__always)
  func rounding(_ value: Float, _ random: UInt32, signals: Bool = true) -> Rounded {
    if value.isNaN { return roundingNaN(NaNPayload(value), value.sign == .minus) }
    if value.isSubnormal && flushesOperands { return flushedOperand(value.sign == .minus) }
    return roundingNumber(Double(value), random, signals: signals)
  }

  @inline(__always)
  func roundingNumber(_ value: Double, _ random: UInt32, signals: Bool = true) -> Rounded {
    let isNegative = value.sign == .minus
    if value.isZero { return zero(isNegative) }
    if value.isInfinite { return roundingInfinity(isNegative) }
    return rounding(ScaledInteger(value), isNegative, random, signals: signals)
  }

  @inline(__always)
  func rounding<Bits>(
    _ magnitude: ScaledInteger<Bits>, _ isNegative: Bool, _ random: UInt32, signals: Bool = true
  ) -> Rounded {
    let exponent = magnitude.binaryExponent
    let isBelowNormal = exponent < minimumExponent
    // 4.3: choose the unit in the last place, and round to a whole number of it.
    let unit =
      isBelowNormal ? unitExponentBelowNormal : exponent - trailingSignificandBitCount
    let (whole, part) = magnitude.divided(byUnit: unit)
    // A carry out of the significand moves into the exponent by itself, and the
    // code after the greatest subnormal one is that of the least normal value.
    let lower = isBelowNormal ? whole : code(ofWhole: whole, exponent: exponent)
    let away = projection.direction.roundsAway(
      part, isOdd: lower & 1 == 1, isNegative: isNegative, random: random)
    let magnitudeCode = away ? codeAbove(lower, isBelowNormal) : lower

    var flags: StatusFlags = isExact(part, isBelowNormal) ? [] : .inexact
    if signals && !flags.isEmpty && isTiny(magnitude, isNegative, random) {
      flags.insert(.underflow)
    }
    let outcome = outcome(of: magnitudeCode)
    if outcome == .subnormal && flushesResults {
      return Rounded(
        code: signed(0, isNegative), outcome: .underflow, flags: [.underflow, .inexact])
    }
    if isNegative && signBit == 0 && (magnitudeCode != 0 || !hasZero) {
      return belowRange()
    }
    if magnitudeCode > greatestFiniteCode { return overflowed(isNegative) }
    return Rounded(code: signed(magnitudeCode, isNegative), outcome: outcome, flags: flags)
  }

  /// The magnitude code of `whole · 2^(exponent - t)` with `2^t <= whole < 2^p`,
  /// as though the exponent field had no end.
  @inline(__always)
  private func code(ofWhole whole: UInt64, exponent: Int) -> UInt64 {
    let binade = UInt64(bitPattern: Int64(exponent - minimumExponent))
    let trailing = whole - (1 << UInt64(trailingSignificandBitCount))
    return leastNormalCode &+ trailing &+ (binade << UInt64(trailingSignificandBitCount))
  }

  /// The next larger magnitude code; below the normal range of a format without
  /// subnormal values it is that of the least normal value.
  @inline(__always)
  private func codeAbove(_ code: UInt64, _ isBelowNormal: Bool) -> UInt64 {
    isBelowNormal && !hasSubnormals ? leastNormalCode : code + 1
  }

  /// Whether nothing was cut off; what lies below the range of a format without
  /// zero is never a value.
  @inline(__always)
  private func isExact<Bits>(_ part: DiscardedPart<Bits>, _ isBelowNormal: Bool) -> Bool {
    part.isZero && (hasZero || !isBelowNormal)
  }

  @inline(__always)
  private func outcome(of magnitudeCode: UInt64) -> Outcome {
    if magnitudeCode >= leastNormalCode { return .normal }
    return magnitudeCode == 0 ? .underflow : .subnormal
  }

  /// 7.5: whether the result counts as tiny.
  private func isTiny<Bits>(
    _ magnitude: ScaledInteger<Bits>, _ isNegative: Bool, _ random: UInt32
  ) -> Bool {
    let exponent = magnitude.binaryExponent
    guard exponent < minimumExponent else { return false }
    let decidesBefore = projection.tininess == .beforeRounding
    if decidesBefore || exponent != minimumExponent - 1 { return true }
    let (whole, part) = magnitude.divided(byUnit: exponent - trailingSignificandBitCount)
    let isOdd = code(ofWhole: whole, exponent: exponent) & 1 == 1
    let away = projection.direction.roundsAway(
      part, isOdd: isOdd, isNegative: isNegative, random: random)
    return !away || whole + 1 < 1 << UInt64(trailingSignificandBitCount + 1)
  }

  @inline(__always)
  func signed(_ magnitudeCode: UInt64, _ isNegative: Bool) -> UInt64 {
    let hasSign = isNegative && (magnitudeCode != 0 || hasNegativeZero)
    return hasSign ? magnitudeCode | signBit : magnitudeCode
  }
}

extension RoundingDirection {
  /// Whether the significand must grow by one.
  ///
  /// - Parameters:
  ///   - part: What was cut off, as a part of one unit in the last place.
  ///   - isOdd: Whether the code that was kept is odd.
  @inline(__always)
  func roundsAway<Bits>(
    _ part: DiscardedPart<Bits>, isOdd: Bool, isNegative: Bool, random: UInt32
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
  func stopsAtTheEnd(of format: FloatFormat, isNegative: Bool) -> Bool {
    switch self {
    case .tiesToEven, .tiesToAway, .awayFromZero, .stochastic: false
    case .towardZero: true
    case .towardPositive: isNegative
    case .towardNegative: !isNegative
    case .toOdd: format.specialValues != .p3109Extended || !format.isSigned
    }
  }
}
