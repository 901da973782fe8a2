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

  /// The step of some tensors.
  init(number: Int, _ tensors: Span<TensorHistogram>, _ places: Range<Int>) {
    self.number = number
    tensorCount = places.count
    var (values, zeros, nonfinite): (UInt64, UInt64, UInt64) = (0, 0, 0)
    var greatest = 0.0
    for place in places {
      values += tensors[place].histogram.count
      zeros += tensors[place].histogram.zeroCount
      nonfinite += tensors[place].histogram.nonfiniteCount
      greatest = max(greatest, tensors[place].histogram.greatestMagnitude)
    }
    valueCount = values
    nonfiniteCount = nonfinite
    finiteNonzeroCount = values - zeros - nonfinite
    greatestMagnitude = greatest
  }

  /// Whether a value is not finite at a scale, given the least magnitude that overflows.
  func overflows(_ thresholds: ScaleThresholds) -> Bool {
    if nonfiniteCount > 0 { return true }
    // Zero times an infinite scale is NaN.
    if thresholds.spoilsZero { return valueCount > 0 }
    return greatestMagnitude.bitPattern >= thresholds.overflow.magnitude
  }
}
