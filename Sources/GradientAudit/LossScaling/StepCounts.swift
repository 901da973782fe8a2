/// What a step loses at a scale.
public struct StepCounts: Hashable, Sendable {
  /// The finite, non-zero values that become zero: the least and the greatest number.
  public private(set) var underflow: ClosedRange<UInt64> = 0...0
  /// The finite, non-zero values that are not finite any more.
  public private(set) var overflow: ClosedRange<UInt64> = 0...0

  /// No values.
  public init() {}

  /// Whether nothing is in doubt.
  public var isExact: Bool { underflow.count == 1 && overflow.count == 1 }

  /// The counts of both together.
  func sum(with other: StepCounts) -> StepCounts {
    var sum = self
    sum.underflow = underflow.sum(with: other.underflow)
    sum.overflow = overflow.sum(with: other.overflow)
    return sum
  }

  /// Adds the values of a histogram.
  mutating func add(_ histogram: MagnitudeHistogram, _ thresholds: ScaleThresholds) {
    let lost = histogram.count(below: thresholds.nonzero)
    underflow = underflow.sum(with: lost.least...lost.greatest)
    guard histogram.greatestMagnitude.bitPattern >= thresholds.overflow.magnitude else { return }
    let finite = histogram.count - histogram.zeroCount - histogram.nonfiniteCount
    let below = histogram.count(below: thresholds.overflow)
    overflow = overflow.sum(with: (finite - below.greatest)...(finite - below.least))
  }
}

extension ClosedRange<UInt64> {
  /// The sums of the ends.
  func sum(with other: ClosedRange<UInt64>) -> ClosedRange<UInt64> {
    (lowerBound + other.lowerBound)...(upperBound + other.upperBound)
  }
}
