/// Adds up histograms, a count at a time: faster than merging them where there are many.
struct BinSum {
  /// The counts of all bins; those of negative values come behind the others.
  private var counts = [UInt64](repeating: 0, count: 2 * HistogramGrid.binCount)
  /// The places in `counts` that are not zero.
  private var places: [Int] = []
  private var partials: [CountBounds] = []
  private var leastMagnitude = Double.infinity
  private var greatestMagnitude = 0.0

  /// Adds a histogram that knows the same cuts as all others.
  mutating func add(_ histogram: MagnitudeHistogram) {
    BinSum.add(histogram, to: &counts, &places)
    leastMagnitude = min(leastMagnitude, histogram.leastMagnitude)
    greatestMagnitude = max(greatestMagnitude, histogram.greatestMagnitude)
    if partials.isEmpty {
      partials = histogram.partials
    } else {
      for index in histogram.partials.indices {
        partials[index] = partials[index] + histogram.partials[index]
      }
    }
  }

  private static func add(
    _ histogram: MagnitudeHistogram, to counts: inout [UInt64], _ places: inout [Int]
  ) {
    var sums = counts.mutableSpan
    let (bins, cumulative) = (histogram.bins.span, histogram.cumulative.span)
    let sign = Int(MagnitudeHistogram.signBit)
    var before: UInt64 = 0
    for index in bins.indices {
      let bin = Int(bins[index])
      let place = bin < sign ? bin : bin - sign + HistogramGrid.binCount
      if sums[place] == 0 { places.append(place) }
      sums[place] += cumulative[index] - before
      before = cumulative[index]
    }
  }

  /// The sum; the next one begins without counts.
  mutating func take() -> MagnitudeHistogram {
    places.sort()
    var (bins, cumulative): ([UInt32], [UInt64]) = ([], [])
    bins.reserveCapacity(places.count)
    cumulative.reserveCapacity(places.count)
    var sum: UInt64 = 0
    for place in places {
      let isNegative = place >= HistogramGrid.binCount
      let bin = UInt32(isNegative ? place - HistogramGrid.binCount : place)
      sum += counts[place]
      bins.append(isNegative ? bin | MagnitudeHistogram.signBit : bin)
      cumulative.append(sum)
      counts[place] = 0
    }
    defer {
      places.removeAll(keepingCapacity: true)
      partials = []
      (leastMagnitude, greatestMagnitude) = (.infinity, 0)
    }
    return MagnitudeHistogram(
      bins: bins, cumulative: cumulative, partials: partials, leastMagnitude: leastMagnitude,
      greatestMagnitude: greatestMagnitude, hasLowBits: nil)
  }
}
