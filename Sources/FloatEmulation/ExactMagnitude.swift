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

  /// `floor(log2(self))`.
  public var binaryExponent: Int {
    exponent + (UInt128.bitWidth - 1 - significand.leadingZeroBitCount)
  }

  /// The whole number of units `2^unit` in this magnitude, and what is left.
  ///
  /// - Precondition: The whole number fits 128 bits.
  func divided(byUnit unit: Int) -> (whole: UInt128, rest: DiscardedPart) {
    let shift = unit - exponent
    if shift <= 0 { return (significand << UInt128(-shift), .zero) }
    if shift > UInt128.bitWidth { return (0, .belowHalf) }
    let half: UInt128 = 1 << UInt128(shift - 1)
    let whole = shift == UInt128.bitWidth ? 0 : significand >> UInt128(shift)
    let cut = significand & (half | (half - 1))
    return (whole, DiscardedPart(cut, half: half))
  }
}

/// What rounding cuts off, as a part of one unit in the last place.
enum DiscardedPart: Hashable, Sendable {
  case zero, belowHalf, half, aboveHalf

  init(_ cut: UInt128, half: UInt128) {
    if cut == 0 {
      self = .zero
    } else if cut == half {
      self = .half
    } else {
      self = cut < half ? .belowHalf : .aboveHalf
    }
  }
}
