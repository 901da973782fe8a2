/// What a histogram tells without its bins.
struct HistogramSummary: Hashable, Sendable {
  /// The number of values.
  var count: UInt64 = 0
  /// The number of values that are zero.
  var zeroCount: UInt64 = 0
  /// The number of values that are infinite or NaN.
  var nonfiniteCount: UInt64 = 0
  /// The smallest non-zero finite magnitude; infinity when there is none.
  var leastMagnitude = Double.infinity
  /// The largest finite magnitude; zero when there is none.
  var greatestMagnitude = 0.0
  /// Whether a finite value has bits that bfloat16 has no room for; nil where that is not
  /// known.
  var hasLowBits: Bool? = false

  /// The number of values that are finite and not zero.
  var finiteNonzeroCount: UInt64 { count - zeroCount - nonfiniteCount }

  /// Whether a value is not finite at a scale.
  func overflows(_ thresholds: ScaleThresholds) -> Bool {
    greatestMagnitude.bitPattern >= thresholds.overflow.magnitude || nonfiniteCount > 0
      || thresholds.spoilsZero && count > 0
  }
}

extension MagnitudeHistogram {
  /// All but the bins.
  var summary: HistogramSummary {
    HistogramSummary(
      count: count, zeroCount: zeroCount, nonfiniteCount: nonfiniteCount,
      leastMagnitude: leastMagnitude, greatestMagnitude: greatestMagnitude, hasLowBits: hasLowBits)
  }
}
