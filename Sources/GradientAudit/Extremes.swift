/// The extremes of magnitudes, lane by lane, each as what is found without a branch.
struct Extremes<Source: HistogramSource> {
  /// The least non-zero magnitudes less one: zero wraps to the top.
  private var leastLessOne = Source.Lanes(repeating: .max)
  /// The greatest finite magnitudes less infinity, which wraps to the top.
  private var greatestLessInfinity = Source.Lanes(repeating: 0)

  /// Adds values.
  @inline(__always)
  mutating func add(_ values: Source.Lanes) {
    let magnitudes = values & Source.Lanes(repeating: Source.Bits.max / 2)
    leastLessOne = leastLessOne.least(magnitudes &- Source.Lanes(repeating: 1))
    greatestLessInfinity = greatestLessInfinity.greatest(
      magnitudes &- Source.Lanes(repeating: Source.infinity))
  }

  /// Adds other extremes.
  @inline(__always)
  mutating func merge(_ other: Extremes) {
    leastLessOne = leastLessOne.least(other.leastLessOne)
    greatestLessInfinity = greatestLessInfinity.greatest(other.greatestLessInfinity)
  }

  /// The lanes in which a value is subnormal.
  @inline(__always)
  var areSubnormal: SIMDMask<Source.Lanes.MaskStorage> {
    leastLessOne .< Source.Lanes(repeating: Source.trailingMask)
  }

  /// The finite non-zero magnitudes from the least to the greatest.
  var finiteRange: ClosedRange<Source.Bits>? {
    let greatest = greatestLessInfinity.max() &+ Source.infinity
    return greatest == 0 || greatest >= Source.infinity ? nil : leastLessOne.min() &+ 1...greatest
  }
}
