/// A magnitude where the outcome of a cell changes, as a question to a histogram.
struct HistogramCut: Hashable, Sendable {
  /// The bin of the least magnitude that lies above.
  let bin: UInt32
  /// The number of the plan's inner cut at this place; nil where a bin begins here.
  let inner: Int?

  /// - Parameter innerCuts: Those of the plan, ascending; the magnitude is one of them
  ///   unless a bin begins with it.
  init(_ magnitude: UInt64, innerCuts: [UInt64]) {
    bin = HistogramGrid.bin(ofMagnitude: magnitude)
    inner = HistogramGrid.hasEdge(at: magnitude) ? nil : innerCuts.firstIndex(of: magnitude)
  }
}

extension MagnitudeHistogram {
  /// The same histogram with what is known of a plan's inner cuts.
  ///
  /// What was counted without the plan knows bounds: a bin is one count.
  func knowing(_ innerCuts: [UInt64]) -> MagnitudeHistogram {
    if partials.count == 2 * innerCuts.count { return self }
    let bounds = [false, true].flatMap { isNegative in
      innerCuts.map { part(below: $0, isNegative: isNegative) }
    }
    return MagnitudeHistogram(
      Array(counts), partials: bounds, leastMagnitude: leastMagnitude,
      greatestMagnitude: greatestMagnitude, hasLowBits: hasLowBits)
  }

  /// How many values of a magnitude's bin are smaller, of one sign.
  func part(below magnitude: UInt64, isNegative: Bool) -> CountBounds {
    let sign = isNegative ? MagnitudeHistogram.signBit : 0
    let bin = HistogramGrid.bin(ofMagnitude: magnitude)
    let all = count(before: (bin + 1) | sign) - count(before: bin | sign)
    if magnitude <= leastMagnitude.bitPattern { return CountBounds(0) }
    if magnitude > greatestMagnitude.bitPattern { return CountBounds(all) }
    // An extreme in the bin is on its own side; on which, where both have values, is not known.
    let isOfBothSigns = count(in: bin..<bin + 1) > all
    if all == 0 || isOfBothSigns { return CountBounds(least: 0, greatest: all) }
    let holdsLeast = HistogramGrid.bin(ofMagnitude: leastMagnitude.bitPattern) == bin
    let holdsGreatest = HistogramGrid.bin(ofMagnitude: greatestMagnitude.bitPattern) == bin
    return CountBounds(least: holdsLeast ? 1 : 0, greatest: holdsGreatest ? all - 1 : all)
  }

  /// The number of values of one sign whose magnitudes lie below a cut, zero not
  /// counted: the least and the greatest that it can be.
  ///
  /// The two are equal unless the cut lies inside a bin that was counted as a whole.
  func count(below cut: HistogramCut, isNegative: Bool) -> CountBounds {
    let sign = isNegative ? MagnitudeHistogram.signBit : 0
    let before = isNegative ? nonnegativeCount : zeroCount
    let whole = CountBounds(count(before: cut.bin | sign) - before)
    // An empty histogram knows no cuts.
    guard let inner = cut.inner, !partials.isEmpty else { return whole }
    return whole + partials[inner + (isNegative ? partials.count / 2 : 0)]
  }

  /// The number of values of both signs whose magnitudes lie below a cut of a cell, zero
  /// not counted.
  func count(below cut: SignedCut) -> CountBounds {
    count(below: cut.positive, isNegative: false) + count(below: cut.negative, isNegative: true)
  }
}

/// The least and the greatest that a count can be.
struct CountBounds: Hashable, Sendable {
  let least: UInt64
  let greatest: UInt64

  init(least: UInt64, greatest: UInt64) {
    self.least = least
    self.greatest = greatest
  }

  /// A count that is known.
  init(_ count: UInt64) { self.init(least: count, greatest: count) }

  static func + (left: CountBounds, right: CountBounds) -> CountBounds {
    CountBounds(least: left.least + right.least, greatest: left.greatest + right.greatest)
  }
}

/// The outcomes of one cell for values of one sign: where they begin.
struct OutcomeCuts: Hashable, Sendable {
  let nonzero: HistogramCut
  let normal: HistogramCut
  let overflow: HistogramCut

  init(_ thresholds: OutcomeThresholds, innerCuts: [UInt64]) {
    nonzero = HistogramCut(thresholds.nonzero, innerCuts: innerCuts)
    normal = HistogramCut(thresholds.normal, innerCuts: innerCuts)
    overflow = HistogramCut(thresholds.overflow, innerCuts: innerCuts)
  }
}

/// The outcomes of one cell, for each sign.
struct CellCuts: Hashable, Sendable {
  let positive: OutcomeCuts
  let negative: OutcomeCuts

  var nonzero: SignedCut { SignedCut(positive: positive.nonzero, negative: negative.nonzero) }
  var normal: SignedCut { SignedCut(positive: positive.normal, negative: negative.normal) }
  var overflow: SignedCut { SignedCut(positive: positive.overflow, negative: negative.overflow) }
}

/// Where one outcome of a cell begins, for each sign.
struct SignedCut: Hashable, Sendable {
  let positive: HistogramCut
  let negative: HistogramCut
}
