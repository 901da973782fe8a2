/// How many values of a tensor lie in each bin of the grid, for each sign.
///
/// A few kilobytes for a tensor of any size: only the bins that occur are kept.
/// Histograms add up, in any order. A bin's number has a bit more here: the sign.
struct MagnitudeHistogram: Hashable, Sendable {
  /// Set in the numbers of bins of negative values; zero has no sign.
  static let signBit: UInt32 = 1 << 20

  /// The bins that occur, ascending.
  private(set) var bins: [UInt32] = []
  /// For each of them, the number of values in it and in all bins before it.
  private(set) var cumulative: [UInt64] = []
  /// For each of a plan's cuts inside bins, the values of that bin that lie below it.
  ///
  /// First those of positive values, then as many of negative ones; empty if the plan
  /// has no such cuts, or if the values were counted without it.
  private(set) var partials: [CountBounds] = []
  /// The smallest non-zero finite magnitude; infinity when there is none.
  private(set) var leastMagnitude = Double.infinity
  /// The largest finite magnitude; zero when there is none.
  private(set) var greatestMagnitude = 0.0
  /// Whether a finite value has bits that bfloat16 has no room for; nil where that is not
  /// known.
  var hasLowBits: Bool? = false
  /// The number of values that are zero.
  private(set) var zeroCount: UInt64 = 0
  /// The number of values that are infinite or NaN.
  private(set) var nonfiniteCount: UInt64 = 0
  /// The place of the first bin of negative values, among the bins that occur.
  private(set) var negativeStart = 0

  init() {}

  /// - Parameter counts: For bins, ascending and none of them empty.
  init(
    _ counts: [(bin: UInt32, count: UInt64)], partials: [CountBounds], leastMagnitude: Double,
    greatestMagnitude: Double, hasLowBits: Bool?
  ) {
    var sum: UInt64 = 0
    self.init(
      bins: counts.map(\.bin),
      cumulative: counts.map { entry in
        sum += entry.count
        return sum
      }, partials: partials, leastMagnitude: leastMagnitude, greatestMagnitude: greatestMagnitude,
      hasLowBits: hasLowBits)
  }

  /// - Parameters:
  ///   - cumulative: The counts of all bins up to each.
  ///   - negativeStart: Where the bins of negative values begin; nil to look for it.
  init(
    bins: [UInt32], cumulative: [UInt64], negativeStart: Int? = nil,
    partials: [CountBounds] = [], leastMagnitude: Double, greatestMagnitude: Double,
    hasLowBits: Bool?
  ) {
    self.hasLowBits = hasLowBits
    self.bins = bins
    self.cumulative = cumulative
    self.partials = partials
    self.leastMagnitude = leastMagnitude
    self.greatestMagnitude = greatestMagnitude
    zeroCount = bins.first == HistogramGrid.zero ? cumulative[0] : 0
    let end = negativeStart ?? bins.partition(before: MagnitudeHistogram.signBit)
    self.negativeStart = end
    nonfiniteCount =
      nonfiniteCount(among: 0..<end, HistogramGrid.infinity)
      + nonfiniteCount(
        among: end..<bins.count, HistogramGrid.infinity | MagnitudeHistogram.signBit)
  }

  /// The values of one sign that are infinite or NaN: those of the last bins.
  private func nonfiniteCount(among places: Range<Int>, _ infinity: UInt32) -> UInt64 {
    guard let last = places.last, bins[last] >= infinity else { return 0 }
    let place = places.suffix(2).first { bins[$0] >= infinity } ?? last
    return cumulative[last] - (place == 0 ? 0 : cumulative[place - 1])
  }

  /// The number of values.
  var count: UInt64 { cumulative.last ?? 0 }

  /// The number of values whose bin has no sign bit.
  var nonnegativeCount: UInt64 { negativeStart == 0 ? 0 : cumulative[negativeStart - 1] }

  /// The number of values in bins before one.
  func count(before bin: UInt32) -> UInt64 {
    let place = bins.partition(before: bin)
    return place == 0 ? 0 : cumulative[place - 1]
  }

  /// The number of values in a range of bins, of both signs.
  func count(in range: Range<UInt32>) -> UInt64 {
    let sign = MagnitudeHistogram.signBit
    return count(before: range.upperBound) - count(before: range.lowerBound)
      + count(before: range.upperBound | sign) - count(before: range.lowerBound | sign)
  }

  /// Each `floor(log2 |x|)` of a finite, non-zero value, ascending.
  var exponents: [Int] {
    let finite = bins.lazy.map { $0 & ~MagnitudeHistogram.signBit }
      .filter { (1..<HistogramGrid.infinity).contains($0) }
    return Set(finite.map(HistogramGrid.exponent)).sorted()
  }

  /// The bins that occur with their counts, signs included.
  var counts: some Sequence<(bin: UInt32, count: UInt64)> {
    zip(bins, cumulative.indices).lazy.map { bin, index in
      (bin, index == 0 ? cumulative[0] : cumulative[index] - cumulative[index - 1])
    }
  }

  /// Adds another histogram that knows the same cuts.
  mutating func merge(_ other: MagnitudeHistogram) {
    if other.bins.isEmpty { return }
    if bins.isEmpty {
      self = other
      return
    }
    var merged: [(bin: UInt32, count: UInt64)] = []
    merged.reserveCapacity(max(bins.count, other.bins.count))
    var (left, right) = (counts.makeIterator(), other.counts.makeIterator())
    var (first, second) = (left.next(), right.next())
    while let one = first, let two = second {
      if one.bin < two.bin {
        merged.append(one)
        first = left.next()
      } else if two.bin < one.bin {
        merged.append(two)
        second = right.next()
      } else {
        merged.append((one.bin, one.count + two.count))
        (first, second) = (left.next(), right.next())
      }
    }
    while let one = first {
      merged.append(one)
      first = left.next()
    }
    while let two = second {
      merged.append(two)
      second = right.next()
    }
    self = MagnitudeHistogram(
      merged,
      partials: zip(partials, other.partials).map { $0 + $1 },
      leastMagnitude: min(leastMagnitude, other.leastMagnitude),
      greatestMagnitude: max(greatestMagnitude, other.greatestMagnitude),
      hasLowBits: MagnitudeHistogram.either(hasLowBits, other.hasLowBits))
  }

  /// Whether one of two is so, where that is known.
  private static func either(_ one: Bool?, _ other: Bool?) -> Bool? {
    if one == true || other == true { return true }
    return one == nil || other == nil ? nil : false
  }
}

extension [UInt32] {
  /// How many of numbers that ascend are less than one.
  func partition(before number: UInt32) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
