/// A step of the stream that is replayed.
public struct ReplayStep: Hashable, Sendable {
  /// The step number of the recording; of a sequence, the place from 0 on.
  public let number: Int
  /// The tensors of the step.
  public let tensorCount: Int
  /// The values of the step.
  public let valueCount: UInt64
  /// The values recorded finite and not zero: the denominator of every share.
  public let finiteNonzeroCount: UInt64
  /// The values recorded as infinities or NaN, for which no scale serves.
  public let nonfiniteCount: UInt64
  /// The greatest finite magnitude; zero if there is none.
  public let greatestMagnitude: Double

  /// A step of a sequence, which has no values.
  init(number: Int) {
    self.number = number
    (tensorCount, valueCount, finiteNonzeroCount, nonfiniteCount) = (0, 0, 0, 0)
    greatestMagnitude = 0
  }

  /// The step of some tensors, of which the histogram is the sum.
  init(number: Int, tensorCount: Int, _ histogram: MagnitudeHistogram) {
    self.number = number
    self.tensorCount = tensorCount
    valueCount = histogram.count
    nonfiniteCount = histogram.nonfiniteCount
    finiteNonzeroCount = histogram.summary.finiteNonzeroCount
    greatestMagnitude = histogram.greatestMagnitude
  }

  /// Whether a value is not finite at a scale, given the least magnitude that overflows.
  func overflows(_ thresholds: ScaleThresholds) -> Bool {
    if nonfiniteCount > 0 { return true }
    // Zero times an infinite scale is NaN.
    if thresholds.spoilsZero { return valueCount > 0 }
    return greatestMagnitude.bitPattern >= thresholds.overflow.magnitude
  }
}
