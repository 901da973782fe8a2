/// A positive real number `significand · 2^exponent`, exactly.
///
/// 128 bits hold the significand of any binary64 value and of the product of
/// any two of them, so a scaled gradient `x · s` is never rounded before it
/// meets its format.
public struct ExactMagnitude: Hashable, Sendable {
  /// The integer significand; never zero, not normalised.
  public let significand: UInt128
  /// The power of two that multiplies it.
  public let exponent: Int

  /// The magnitude of a finite value; nil for zero, infinity and NaN.
  public init?(_ value: Double) {
    guard value.isFinite, !value.isZero else { return nil }
    let field = max(Int(value.exponentBitPattern), 1)
    let implicitBit: UInt64 = value.isNormal ? 1 << 52 : 0
    significand = UInt128(value.significandBitPattern | implicitBit)
    exponent = field - 1023 - 52
  }

  /// The exact product of two magnitudes of binary64 values; nil when one is
  /// zero, infinite or NaN.
  public init?(_ value: Double, times scale: Double) {
    guard let value = ExactMagnitude(value), let scale = ExactMagnitude(scale) else { return nil }
    significand = value.significand * scale.significand  // at most 2^106
    exponent = value.exponent + scale.exponent
  }

  /// The quotient of a product of magnitudes and a third one; nil when one is zero,
  /// infinite or NaN.
  ///
  /// Exact, or with a last bit that stands for everything behind it and at least 74 bits
  /// before: rounded to odd, which loses nothing for a later rounding to a format (Boldo and
  /// Melquiond, "When double rounding is odd", 2005).
  public init?(_ value: Double, times scale: Double, over divisor: Double) {
    guard let product = ExactMagnitude(value, times: scale),
      let divisor = ExactMagnitude(divisor)
    else { return nil }
    let shift = product.significand.leadingZeroBitCount
    let (quotient, rest) = (product.significand << UInt128(shift))
      .quotientAndRemainder(dividingBy: divisor.significand)
    significand = rest == 0 ? quotient : quotient | 1
    exponent = product.exponent - shift - divisor.exponent
  }

  /// `floor(log2(self))`.
  public var binaryExponent: Int { scaled.binaryExponent }

  var scaled: ScaledInteger<UInt128> { ScaledInteger(significand, exponent: exponent) }
}

/// A positive real number `significand · 2^exponent` with a significand as wide as
/// needed: 64 bits for a binary64 value, 128 for the product of two.
struct ScaledInteger<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  let significand: Bits
  let exponent: Int

  @inline(__always)
  init(_ significand: Bits, exponent: Int) {
    self.significand = significand
    self.exponent = exponent
  }

  /// `floor(log2(self))`.
  @inline(__always)
  var binaryExponent: Int {
    exponent + (Bits.bitWidth - 1 - significand.leadingZeroBitCount)
  }

  /// The whole number of units `2^unit` in this number, and what is left.
  ///
  /// - Precondition: The whole number fits 64 bits, and shifted to the unit the
  ///   significand fits its own.
  @inline(__always)
  func divided(byUnit unit: Int) -> (whole: UInt64, rest: DiscardedPart<Bits>) {
    let shift = unit - exponent
    if shift <= 0 {
      let whole = UInt64(truncatingIfNeeded: significand << Bits(-shift))
      return (whole, DiscardedPart(0, bitCount: 0))
    }
    if shift >= Bits.bitWidth { return (0, DiscardedPart(significand, bitCount: shift)) }
    let cut = significand & ((1 << Bits(shift)) - 1)
    return (
      UInt64(truncatingIfNeeded: significand >> Bits(shift)), DiscardedPart(cut, bitCount: shift)
    )
  }
}

extension ScaledInteger<UInt64> {
  /// The magnitude of a finite binary64 value that is not zero.
  @inline(__always)
  init(_ value: Double) {
    let implicitBit: UInt64 = value.isNormal ? 1 << 52 : 0
    significand = value.significandBitPattern | implicitBit
    exponent = max(Int(value.exponentBitPattern), 1) - 1023 - 52
  }
}

/// What rounding cuts off, as a part of one unit in the last place:
/// `cut / 2^bitCount`, in `[0, 1)`.
struct DiscardedPart<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  let cut: Bits
  let bitCount: Int

  @inline(__always)
  init(_ cut: Bits, bitCount: Int) {
    self.cut = cut
    self.bitCount = bitCount
  }

  var isZero: Bool { cut == 0 }

  /// `isHalf` and `isAboveHalf` together: whether the part is at least one half.
  var isAtLeastHalf: Bool { cut.isAtLeast(powerOfTwo: bitCount - 1) }

  var isHalf: Bool { isAtLeastHalf && cut & (cut - 1) == 0 }

  /// `floor(self · 2^count)`.
  func floor(scaledBy count: Int) -> UInt64 {
    let shift = bitCount - count
    if shift <= 0 { return UInt64(truncatingIfNeeded: cut) << UInt64(-shift) }
    return shift >= Bits.bitWidth ? 0 : UInt64(truncatingIfNeeded: cut >> Bits(shift))
  }

  /// `self · 2^count` to the nearest whole number, a tie to the even one.
  func roundedToEven(scaledBy count: Int) -> UInt64 {
    let whole = floor(scaledBy: count)
    let shift = bitCount - count
    if shift <= 0 { return whole }
    let rest = shift >= Bits.bitWidth ? cut : cut & ((1 << Bits(shift)) - 1)
    let part = DiscardedPart(rest, bitCount: shift)
    let goesUp = part.isAtLeastHalf && (!part.isHalf || whole & 1 == 1)
    return goesUp ? whole + 1 : whole
  }

  /// The part as a real number, rounded to binary64.
  var value: Double {
    Double(sign: .plus, exponent: -bitCount, significand: Double(cut))
  }
}

extension FixedWidthInteger where Self: UnsignedInteger {
  /// Whether the number is at least `2^exponent`, which may lie beyond the type.
  @inline(__always)
  fileprivate func isAtLeast(powerOfTwo exponent: Int) -> Bool {
    if exponent < 0 { return self != 0 }
    return exponent < Self.bitWidth && self >> Self(exponent) != 0
  }
}
