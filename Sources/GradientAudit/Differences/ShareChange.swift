/// By how much a share changed, exactly.
public struct ShareChange: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Whether the share grew.
  public let isIncrease: Bool
  /// The distance of the two shares.
  public let magnitude: Fraction

  /// What lies between two shares, `a/b` and `c/d`: `|ad - bc| / bd`, of 128 bits.
  public init(from before: Share, to after: Share) {
    let left = UInt128(before.numerator) * UInt128(after.denominator)
    let right = UInt128(after.numerator) * UInt128(before.denominator)
    isIncrease = right > left
    magnitude = Fraction(
      max(left, right) - min(left, right),
      over: UInt128(before.denominator) * UInt128(after.denominator))
  }

  /// Whether the share is as it was.
  public var isZero: Bool { magnitude.numerator == 0 }

  /// Whether a change is smaller than another; every decrease is smaller than none.
  public static func < (left: ShareChange, right: ShareChange) -> Bool {
    switch (left.isIncrease, right.isIncrease) {
    case (true, true): left.magnitude < right.magnitude
    case (false, false): left.magnitude > right.magnitude
    case (false, true): true
    case (true, false): false
    }
  }

  /// The change in percentage points with its sign, cut after four decimals: `+0.12%`.
  public var description: String {
    isZero ? "0" : (isIncrease ? "+" : "-") + LimitNumberText.text(magnitude, .share)
  }
}
