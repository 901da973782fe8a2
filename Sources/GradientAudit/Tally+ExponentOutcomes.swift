extension Tally {
  /// What becomes, at the scale `2^exponent`, of the finite, non-zero values with
  /// each `floor(log2 |x|)` that occurs, ascending.
  ///
  /// The thresholds of a format need not be powers of two, so the values of one
  /// binary exponent can meet two outcomes or more.
  ///
  /// - Precondition: `AuditPlan.windowExponents` contains the exponent.
  public func exponentOutcomes(projection: Int, scaleExponent: Int) -> [ExponentOutcomes] {
    let cell = plan.cuts(projection: projection, windowExponent: scaleExponent)
    return histogram.exponents.map { exponent in
      var result = ExponentOutcomes(exponent: exponent)
      add(exponent, cell.positive, isNegative: false, to: &result.counts)
      add(exponent, cell.negative, isNegative: true, to: &result.counts)
      return result
    }
  }

  /// Adds the outcomes of the values of one binary exponent and one sign.
  private func add(
    _ exponent: Int, _ cuts: OutcomeCuts, isNegative: Bool, to counts: inout OutcomeCounts
  ) {
    let bins = HistogramGrid.bins(ofExponent: exponent)
    let sign = isNegative ? MagnitudeHistogram.signBit : 0
    let start = isNegative ? histogram.nonnegativeCount : histogram.zeroCount
    let first = histogram.count(before: bins.lowerBound | sign) - start
    let end = histogram.count(before: bins.upperBound | sign) - start
    func below(_ cut: HistogramCut) -> CountBounds {
      histogram.count(below: cut, isNegative: isNegative)
    }
    let ends = OutcomeEnds(
      nonzero: below(cuts.nonzero), normal: below(cuts.normal), overflow: below(cuts.overflow)
    ).lossy
    /// The values of this exponent among the first of all.
    func own(_ count: UInt64) -> UInt64 { min(max(count, first), end) - first }
    counts.underflow += own(ends.nonzero)
    counts.subnormal += own(ends.normal) - own(ends.nonzero)
    counts.normal += own(ends.overflow) - own(ends.normal)
    counts.overflow += end - first - own(ends.overflow)
  }
}
