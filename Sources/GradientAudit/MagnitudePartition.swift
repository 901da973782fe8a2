/// A partition of all binary64 magnitudes into intervals, by sorted cuts.
///
/// Interval `i` holds the magnitudes at or above `cuts[i - 1]` and below
/// `cuts[i]`, as bit patterns; interval 0 holds zero alone. The magnitudes of
/// every narrower source are values of binary64, so one partition serves
/// recordings of any dtype.
///
/// The cuts are the thresholds of all cells, each power of two (for the exponent
/// histogram), infinity, and the least NaN. Any question about the cells is then
/// a sum over whole intervals.
struct MagnitudePartition: Hashable, Sendable {
  /// Ascending, without repeats; the first is 1, the least positive magnitude.
  let cuts: [UInt64]

  static let infinity = Double.infinity.bitPattern
  static let leastNaN = infinity + 1

  init(thresholds: some Sequence<OutcomeThresholds>) {
    var all: Set<UInt64> = [MagnitudePartition.infinity, MagnitudePartition.leastNaN]
    for exponent in -1074...1023 {
      all.insert(Double(sign: .plus, exponent: exponent, significand: 1).bitPattern)
    }
    for threshold in thresholds {
      all.formUnion([threshold.nonzero, threshold.normal, threshold.overflow])
    }
    cuts = all.sorted()
  }

  var intervalCount: Int { cuts.count + 1 }

  /// The interval of infinity alone; all later ones hold NaNs.
  var infinityInterval: Int { intervalCount - 2 }

  /// The interval that holds a magnitude.
  func interval(of magnitudeBits: UInt64) -> Int {
    var (low, high) = (0, cuts.count)
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle] <= magnitudeBits { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// `floor(log2)` of every value in an interval of finite, non-zero values.
  func exponent(ofInterval interval: Int) -> Int {
    Int(Double(bitPattern: cuts[interval - 1]).exponent)
  }
}
