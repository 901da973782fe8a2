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
  /// The number of values of one sign whose magnitudes lie below a cut, zero not
  /// counted.
  func count(below cut: HistogramCut, isNegative: Bool) -> UInt64 {
    let sign = isNegative ? MagnitudeHistogram.signBit : 0
    let whole = count(before: cut.bin | sign) - count(before: 1 | sign)
    guard let inner = cut.inner, !partials.isEmpty else { return whole }
    return whole + partials[inner + (isNegative ? partials.count / 2 : 0)]
  }

  /// The number of values of both signs whose magnitudes lie below a cut of a cell, zero
  /// not counted.
  func count(below cut: KeyPath<OutcomeCuts, HistogramCut>, in cell: CellCuts) -> UInt64 {
    count(below: cell.positive[keyPath: cut], isNegative: false)
      + count(below: cell.negative[keyPath: cut], isNegative: true)
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
}
