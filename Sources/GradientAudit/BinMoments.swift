/// The sums of values and of their squares, were all values of a bin in its middle.
@safe struct BinMoments: BinSink {
  private let middles = unsafe BinMoments.middles
  /// The sum of the magnitudes of one sign, and of all squares.
  private var (first, second) = (0.0, 0.0)
  /// The sum of the positive values, once those that are negative are added.
  private var positive = 0.0

  mutating func begin(isNegative: Bool) {
    if isNegative { (positive, first) = (first, 0) }
  }

  @inline(__always)
  mutating func add(_ bin: UInt32, _ count: UInt64) {
    // There is one for each bin of the grid.
    let middle = unsafe middles[Int(bin)]
    let product = Double(Int64(bitPattern: count)) * middle
    first += product
    second += product * middle
  }

  /// The standard deviation of the finite values of a histogram, all of which were added.
  func standardDeviation(of summary: HistogramSummary) -> Double {
    let count = summary.count - summary.nonfiniteCount
    if count == 0 { return 0 }
    // Without negative values its sign is the other one; but its square is all that counts.
    let mean = (positive - first) / Double(count)
    return max(0, second / Double(count) - mean * mean).squareRoot()
  }

  /// For each bin, its middle: zero for those of what is zero, infinite or NaN.
  ///
  /// Never freed.
  nonisolated(unsafe) private static let middles: UnsafePointer<Double> = {
    let binade = HistogramGrid.bins(ofExponent: 0)
    let significands = binade.map { bin in
      let slot = binade.upperBound - 1 - bin
      // The distance to 2, in quarters of its highest bit: that of a single magnitude, or
      // the middle between two of them.
      let quarters = [4, 4.5, 5, 5.5, 6, 7][Int(slot % 6)]
      return 2 - quarters * Double(sign: .plus, exponent: Int(slot / 6) - 54, significand: 1)
    }
    let middles = UnsafeMutablePointer<Double>.allocate(capacity: HistogramGrid.binCount)
    unsafe middles.initialize(repeating: 0, count: HistogramGrid.binCount)
    var bin = 1
    for exponent in HistogramGrid.exponents {
      let power = Double(sign: .plus, exponent: exponent, significand: 1)
      for significand in significands {
        unsafe middles[bin] = significand * power
        bin += 1
      }
    }
    return unsafe UnsafePointer(middles)
  }()
}

extension MagnitudeHistogram {
  /// The standard deviation of the finite values, were all values of a bin in its middle.
  var standardDeviation: Double { moments.standardDeviation(of: summary) }

  private var moments: BinMoments {
    var moments = BinMoments()
    moments.begin(isNegative: false)
    var before: UInt64 = 0
    for place in bins.indices {
      if place == negativeStart { moments.begin(isNegative: true) }
      moments.add(bins[place] & ~MagnitudeHistogram.signBit, cumulative[place] - before)
      before = cumulative[place]
    }
    return moments
  }
}
