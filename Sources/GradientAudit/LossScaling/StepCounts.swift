/// What a step loses at a scale.
public struct StepCounts: Hashable, Sendable {
  /// The finite, non-zero values that become zero: the least and the greatest number.
  public private(set) var underflow: ClosedRange<UInt64> = 0...0
  /// The finite, non-zero values that are not finite any more.
  public private(set) var overflow: ClosedRange<UInt64> = 0...0

  /// No values.
  public init() {}

  /// What is lost of a histogram.
  init(of histogram: MagnitudeHistogram, _ thresholds: ScaleThresholds) {
    add(histogram, thresholds)
  }

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
    let finite = histogram.summary.finiteNonzeroCount
    let below = histogram.count(below: thresholds.overflow)
    overflow = overflow.sum(with: (finite - below.greatest)...(finite - below.least))
  }
}

extension StepCounts {
  /// Adds the values of a histogram as it stands in a file.
  ///
  /// - Parameter reader: The one that has read it.
  /// - Returns: Whether bins tell all; nothing is added otherwise.
  mutating func add(
    _ histogram: HistogramReading, _ reader: ByteReader, _ thresholds: ScaleThresholds
  ) -> Bool {
    let summary = histogram.summary
    let (nonzero, overflow) = (thresholds.nonzero, thresholds.overflow)
    let underflows = nonzero.magnitude > summary.leastMagnitude.bitPattern
    let overflows = summary.greatestMagnitude.bitPattern >= overflow.magnitude
    guard nonzero.isEdge || !underflows, overflow.isEdge || !overflows else { return false }
    if underflows {
      let lost = histogram.count(below: nonzero.bin, reader)
      underflow = underflow.sum(with: lost...lost)
    }
    if overflows {
      let lost = summary.finiteNonzeroCount - histogram.count(below: overflow.bin, reader)
      self.overflow = self.overflow.sum(with: lost...lost)
    }
    return true
  }
}

extension ClosedRange<UInt64> {
  /// The sums of the ends.
  func sum(with other: ClosedRange<UInt64>) -> ClosedRange<UInt64> {
    (lowerBound + other.lowerBound)...(upperBound + other.upperBound)
  }
}
