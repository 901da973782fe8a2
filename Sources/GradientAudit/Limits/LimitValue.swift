/// The number that a limit looks at, exactly.
///
/// Numbers compare by value: 1 of 2 equals 2 of 4.
public struct LimitValue: Hashable, Sendable, Comparable, CustomStringConvertible {
  private let share: Share
  /// What it counts in.
  public let unit: LimitUnit

  init(_ share: Share, in unit: LimitUnit) {
    self.share = share
    self.unit = unit
  }

  /// A number that was measured, to the nearest of nine decimals in dB, or of fifteen.
  ///
  /// Its sums are exact to about ten digits. A number that is not zero does not become so.
  /// Those beyond 64 bits of parts, such as the infinite ratio of values without an error,
  /// become the greatest.
  init(measured number: Double, in unit: LimitUnit) {
    let whole = LimitValue.parts(of: unit)
    let parts = UInt64(exactly: (number * Double(whole)).rounded()) ?? (number > 0 ? .max : 0)
    self.init(Share(number > 0 ? max(parts, 1) : parts, of: whole), in: unit)
  }

  private static func parts(of unit: LimitUnit) -> UInt64 {
    unit == .decibel ? 1_000_000_000 : 1_000_000_000_000_000
  }

  /// The ratio of values without an error.
  static let noError = LimitValue(Share(.max, of: parts(of: .decibel)), in: .decibel)

  init(count: UInt64) { self.init(Share(count, of: 1), in: .count) }

  /// The part, as it was counted.
  public var numerator: UInt64 { share.numerator }
  /// The whole, as it was counted; 1 for a count.
  public var denominator: UInt64 { share.denominator }

  /// The number.
  public var fraction: Fraction { Fraction(share) }

  /// The order of the numbers, which are all in one unit.
  public static func < (left: LimitValue, right: LimitValue) -> Bool { left.share < right.share }

  /// A count, or a share as a decimal in per cent, cut after four decimals.
  ///
  /// A share that is not zero never reads as `0%`, nor one below 1 as `100%`.
  public var description: String { LimitNumberText.text(fraction, unit) }
}
