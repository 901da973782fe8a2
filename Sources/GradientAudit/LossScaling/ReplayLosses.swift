/// What a scaler loses of a stream of gradients.
public struct ReplayLosses: Hashable, Sendable {
  /// The finite, non-zero values of all steps.
  public private(set) var valueCount: UInt64 = 0
  /// Those of steps that are skipped.
  public private(set) var skipped: UInt64 = 0
  /// Those of steps that are taken.
  public var taken: UInt64 { valueCount - skipped }
  /// Those that become zero in steps that are taken: the least and the greatest number.
  public private(set) var underflow: ClosedRange<UInt64> = 0...0

  /// All that never reach the weights: the least and the greatest number.
  public var lost: ClosedRange<UInt64> {
    (skipped + underflow.lowerBound)...(skipped + underflow.upperBound)
  }

  mutating func add(_ step: ReplayStep, _ counts: StepCounts, isSkipped: Bool) {
    valueCount += step.finiteNonzeroCount
    if isSkipped {
      skipped += step.finiteNonzeroCount
    } else {
      underflow = underflow.sum(with: counts.underflow)
    }
  }
}
