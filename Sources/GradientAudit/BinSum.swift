/// Adds up histograms, a count at a time: faster than merging them where there are many.
struct BinSum {
  /// The counts of all bins.
  private var counts: [UInt64]
  /// For each 16 places of `counts`, whether one is not zero.
  private var marks: Marks
  /// How far the places of negative values lie behind those of positive ones.
  private let signOffset: Int
  private var partials: [CountBounds] = []
  private var leastMagnitude = Double.infinity
  private var greatestMagnitude = 0.0

  fileprivate static let markSize = 16

  /// The memory of what is taken.
  private var (bins, cumulative): ([UInt32], [UInt64]) = ([], [])

  /// - Parameter keepsSigns: Whether values of both signs are told apart; if not, they become
  ///   positive, as will do where all that is asked of the sum is asked of both.
  init(keepsSigns: Bool) {
    // As many as whole groups of marks have.
    let count = Marks(atLeast: HistogramGrid.binCount / BinSum.markSize + 1).bytes.count
    signOffset = keepsSigns ? count * BinSum.markSize : 0
    marks = Marks(atLeast: keepsSigns ? 2 * count : count)
    counts = [UInt64](repeating: 0, count: marks.bytes.count * BinSum.markSize)
  }

  /// Adds a histogram that knows the same cuts as all others.
  mutating func add(_ histogram: MagnitudeHistogram) {
    BinSum.add(histogram, to: &counts, &marks.bytes, signOffset)
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

  /// Reads a histogram of a file and adds it, to a sum that does not keep signs.
  ///
  /// - Parameter moments: Sums up its values, if given.
  /// - Throws: If the histogram is not as it should be; then the sum is not, either.
  mutating func add(
    _ reader: inout ByteReader, moments: inout BinMoments?
  ) throws(ByteReader.Fault) -> HistogramReading {
    precondition(signOffset == 0, "a file tells signs apart in another way")
    let reading = try BinSum.add(&reader, moments: &moments, to: &counts, &marks.bytes)
    leastMagnitude = min(leastMagnitude, reading.summary.leastMagnitude)
    greatestMagnitude = max(greatestMagnitude, reading.summary.greatestMagnitude)
    return reading
  }

  private static func add(
    _ reader: inout ByteReader, moments: inout BinMoments?, to counts: inout [UInt64],
    _ marks: inout [UInt8]
  ) throws(ByteReader.Fault) -> HistogramReading {
    var counts = counts.mutableSpan
    var marks = marks.mutableSpan
    return unsafe try counts.withUnsafeMutableBufferPointer { counts throws(ByteReader.Fault) in
      unsafe try marks.withUnsafeMutableBufferPointer { marks throws(ByteReader.Fault) in
        guard let counts = counts.baseAddress, let marks = marks.baseAddress else {
          preconditionFailure("there is room for each bin of the grid")
        }
        var bins = unsafe BinCounts(counts: counts, marks: marks)
        guard let sums = moments else {
          return try HistogramReading(&reader, version: .newest, into: &bins)
        }
        var both = BinCountsAndMoments(counts: bins, moments: sums)
        defer { moments = both.moments }
        return try HistogramReading(&reader, version: .newest, into: &both)
      }
    }
  }

  private static func add(
    _ histogram: MagnitudeHistogram, to counts: inout [UInt64], _ marks: inout [UInt8],
    _ signOffset: Int
  ) {
    var sums = counts.mutableSpan
    var marks = marks.mutableSpan
    let (bins, cumulative) = (histogram.bins.span, histogram.cumulative.span)
    precondition(cumulative.count == bins.count)
    var before: UInt64 = 0
    for index in bins.indices {
      let bin = unsafe bins[unchecked: index]
      let isNegative = bin >= MagnitudeHistogram.signBit
      let place = Int(bin & ~MagnitudeHistogram.signBit) + (isNegative ? signOffset : 0)
      let sum = unsafe cumulative[unchecked: index]
      sums[place] &+= sum &- before
      marks[place / markSize] = 1
      before = sum
    }
  }

  /// The sum; the next one begins without counts.
  mutating func take() -> MagnitudeHistogram {
    let (bins, cumulative) = takeBins()
    defer {
      partials = []
      (leastMagnitude, greatestMagnitude) = (.infinity, 0)
    }
    return MagnitudeHistogram(
      bins: bins, cumulative: cumulative, partials: partials, leastMagnitude: leastMagnitude,
      greatestMagnitude: greatestMagnitude, hasLowBits: nil)
  }

  private mutating func takeBins() -> (bins: [UInt32], cumulative: [UInt64]) {
    let marks = marks.take()
    let limit = marks.count * BinSum.markSize
    if bins.count < limit {
      bins = [UInt32](repeating: 0, count: limit)
      cumulative = [UInt64](repeating: 0, count: limit)
    }
    let count = BinSum.take(marks, from: &counts, into: &bins, &cumulative, signOffset)
    return (Array(bins[..<count]), Array(cumulative[..<count]))
  }

  /// Takes the counts where marks were set.
  ///
  /// - Returns: How many bins occur.
  private static func take(
    _ marks: [Int], from counts: inout [UInt64], into bins: inout [UInt32],
    _ cumulative: inout [UInt64], _ signOffset: Int
  ) -> Int {
    var counts = counts.mutableSpan
    var bins = bins.mutableSpan
    var sums = cumulative.mutableSpan
    var (binCount, sum) = (0, 0 as UInt64)
    precondition(marks.count * markSize <= min(bins.count, sums.count))
    for mark in marks {
      let start = mark * markSize
      precondition(start >= 0)
      let isNegative = signOffset > 0 && start >= signOffset
      let shift = isNegative ? Int(MagnitudeHistogram.signBit) - signOffset : 0
      for place in start..<min(start + markSize, counts.count) {
        // What does not occur is written over: faster than to ask.
        let count = unsafe counts[unchecked: place]
        unsafe counts[unchecked: place] = 0
        sum &+= count
        unsafe bins[unchecked: binCount] = UInt32(truncatingIfNeeded: place &+ shift)
        unsafe sums[unchecked: binCount] = sum
        binCount &+= count > 0 ? 1 : 0
      }
    }
    return binCount
  }
}

/// Counts bins.
@safe private struct BinCounts: BinSink {
  let counts: UnsafeMutablePointer<UInt64>
  let marks: UnsafeMutablePointer<UInt8>

  @inline(__always)
  mutating func add(_ bin: UInt32, _ count: UInt64) {
    unsafe counts[Int(bin)] &+= count
    unsafe marks[Int(bin) / BinSum.markSize] = 1
  }
}

/// Counts bins, and sums up their values.
private struct BinCountsAndMoments: BinSink {
  var counts: BinCounts
  var moments: BinMoments

  mutating func begin(isNegative: Bool) { moments.begin(isNegative: isNegative) }

  @inline(__always)
  mutating func add(_ bin: UInt32, _ count: UInt64) {
    counts.add(bin, count)
    moments.add(bin, count)
  }
}
