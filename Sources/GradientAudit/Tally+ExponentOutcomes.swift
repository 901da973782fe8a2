internal import FloatEmulation

extension Tally {
  /// What becomes, at the scale `2^exponent`, of the finite, non-zero values with
  /// each `floor(log2 |x|)` that occurs, ascending.
  ///
  /// The thresholds of a format need not be powers of two, so the values of one
  /// binary exponent can meet two outcomes or more.
  ///
  /// - Precondition: `AuditPlan.windowExponents` contains the exponent.
  public func exponentOutcomes(projection: Int, scaleExponent: Int) -> [ExponentOutcomes] {
    let cell = plan.intervals(projection: projection, windowExponent: scaleExponent)
    let finite = 1..<plan.partition.infinityInterval
    var result: [ExponentOutcomes] = []
    for bin in histogram.bins where finite.contains(Int(bin.interval)) {
      let interval = Int(bin.interval)
      let exponent = plan.partition.exponent(ofInterval: interval)
      if result.last?.exponent != exponent { result.append(ExponentOutcomes(exponent: exponent)) }
      result[result.count - 1].counts[cell.outcome(of: interval)] += bin.count
    }
    return result
  }
}

extension CellIntervals {
  /// What becomes of the values of an interval of finite, non-zero magnitudes.
  fileprivate func outcome(of interval: Int) -> Outcome {
    if underflow.contains(interval) { return .underflow }
    if subnormal.contains(interval) { return .subnormal }
    return normal.contains(interval) ? .normal : .overflow
  }
}
