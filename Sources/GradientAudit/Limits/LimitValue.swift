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
