/// Adds up histograms, a count at a time: faster than merging them where there are many.
///
/// Both signs become one: what is asked of the sum is asked of both.
struct BinSum {
  /// The counts of all bins.
  private var counts = [UInt64](repeating: 0, count: HistogramGrid.binCount)
  /// For each 32 places of `counts`, whether one is not zero.
  private var marks = [UInt8](
    repeating: 0, count: (HistogramGrid.binCount / (8 * markSize) + 1) * 8)
  private var partials: [CountBounds] = []
  private var leastMagnitude = Double.infinity
  private var greatestMagnitude = 0.0

  private static let markSize = 32

  /// Adds a histogram that knows the same cuts as all others.
  mutating func add(_ histogram: MagnitudeHistogram) {
    BinSum.add(histogram, to: &counts, &marks)
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
    _ histogram: MagnitudeHistogram, to counts: inout [UInt64], _ marks: inout [UInt8]
  ) {
    var sums = counts.mutableSpan
    var marks = marks.mutableSpan
    let (bins, cumulative) = (histogram.bins.span, histogram.cumulative.span)
    precondition(cumulative.count == bins.count)
    var before: UInt64 = 0
    for index in bins.indices {
      let bin = unsafe bins[unchecked: index]
      let place = Int(bin & ~MagnitudeHistogram.signBit)
      let sum = unsafe cumulative[unchecked: index]
      sums[place] &+= sum &- before
      marks[place / markSize] = 1
      before = sum
    }
  }

  /// Where marks are set.
  private var marked: [Int] {
    var marked: [Int] = []
    let marks = marks.span
    for start in stride(from: 0, to: marks.count, by: 8) {
      // Hardly any of eight is set; integers have no padding.
      let word = unsafe marks.bytes.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)
      if word == 0 { continue }
      for mark in start..<start + 8 where marks[mark] > 0 { marked.append(mark) }
    }
    return marked
  }

  /// The sum; the next one begins without counts.
  mutating func take() -> MagnitudeHistogram {
    let marked = self.marked
    var (bins, cumulative): ([UInt32], [UInt64]) = ([], [])
    var sum: UInt64 = 0
    for mark in marked {
      marks[mark] = 0
      let start = mark * BinSum.markSize
      for place in start..<min(start + BinSum.markSize, counts.count) where counts[place] > 0 {
        sum += counts[place]
        bins.append(UInt32(place))
        cumulative.append(sum)
        counts[place] = 0
      }
    }
    defer {
      partials = []
      (leastMagnitude, greatestMagnitude) = (.infinity, 0)
    }
    return MagnitudeHistogram(
      bins: bins, cumulative: cumulative, partials: partials, leastMagnitude: leastMagnitude,
      greatestMagnitude: greatestMagnitude, hasLowBits: nil)
  }
}
