/// How far a number is from its bound, exactly.
public struct LimitMargin: Hashable, Sendable, CustomStringConvertible {
  /// Whether the number is greater than the bound.
  public let isAbove: Bool
  private let numerator: WideInteger
  private let denominator: WideInteger
  private let unit: LimitUnit
  private let isInfinite: Bool

  /// The distance of `a/b` and `c/d`, which is `|ad - bc| / bd`.
  ///
  /// The parts of a value have 64 bits and those of a bound 128, so that no product has
  /// more than 192.
  init(_ value: LimitValue, _ bound: Fraction) {
    let left = WideInteger(bound.denominator, times: UInt128(value.numerator))
    let right = WideInteger(bound.numerator, times: UInt128(value.denominator))
    isAbove = left > right
    numerator = left.distance(to: right)
    denominator = WideInteger(bound.denominator, times: UInt128(value.denominator))
    unit = value.unit
    isInfinite = value == .noError && value.unit == .decibel
  }

  /// Whether the number is the bound.
  public var isZero: Bool { numerator.isZero }

  /// The distance, as ``LimitValue/description`` writes it.
  public var description: String {
    if isInfinite { return "infinitely" }
    return LimitNumberText.text(numerator, over: denominator, unit)
  }
}
