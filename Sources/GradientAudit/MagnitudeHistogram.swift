/// How many values of a tensor lie in each interval of a partition.
///
/// A few kilobytes for a tensor of any size: only the intervals that occur are
/// kept. Histograms over the same partition add up, in any order.
struct MagnitudeHistogram: Hashable, Sendable {
  /// The intervals that occur, ascending, each with its count.
  private(set) var bins: [Bin] = []
  /// The smallest non-zero finite magnitude; infinity when there is none.
  private(set) var leastMagnitude = Double.infinity
  /// The largest finite magnitude; zero when there is none.
  private(set) var greatestMagnitude = 0.0

  struct Bin: Hashable, Sendable {
    var interval: Int32
    var count: UInt64
  }

  init() {}

  init(bins: [Bin], leastMagnitude: Double, greatestMagnitude: Double) {
    self.bins = bins
    self.leastMagnitude = leastMagnitude
    self.greatestMagnitude = greatestMagnitude
  }

  /// The number of values.
  var count: UInt64 { bins.reduce(0) { $0 + $1.count } }

  /// The number of values in a range of intervals.
  func count(in intervals: Range<Int>) -> UInt64 {
    var sum: UInt64 = 0
    for bin in bins where intervals.contains(Int(bin.interval)) { sum += bin.count }
    return sum
  }

  /// Adds another histogram over the same partition.
  mutating func merge(_ other: MagnitudeHistogram) {
    leastMagnitude = min(leastMagnitude, other.leastMagnitude)
    greatestMagnitude = max(greatestMagnitude, other.greatestMagnitude)
    var merged: [Bin] = []
    merged.reserveCapacity(max(bins.count, other.bins.count))
    var (left, right) = (bins[...], other.bins[...])
    while let first = left.first, let second = right.first {
      if first.interval < second.interval {
        merged.append(left.removeFirst())
      } else if second.interval < first.interval {
        merged.append(right.removeFirst())
      } else {
        merged.append(Bin(interval: first.interval, count: first.count + second.count))
        left.removeFirst()
        right.removeFirst()
      }
    }
    bins = merged + left + right
  }
}
