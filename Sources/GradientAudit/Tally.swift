/// All that an audit knows about a set of values: a tensor at one step, a tensor
/// over all steps, or a whole recording.
public struct Tally: Sendable {
  let plan: AuditPlan
  let histogram: MagnitudeHistogram

  /// The values recorded as infinities.
  public let infiniteCount: UInt64

  /// The values recorded as NaN.
  public let nanCount: UInt64

  init(_ plan: AuditPlan, _ histogram: MagnitudeHistogram) {
    self.plan = plan
    self.histogram = histogram
    let infinity = HistogramGrid.infinity
    infiniteCount = histogram.count(in: infinity..<infinity + 1)
    nanCount = histogram.count(in: HistogramGrid.nan..<HistogramGrid.nan + 1)
  }

  /// The values of many tallies of a plan.
  init(_ plan: AuditPlan, sumOf tallies: [Tally]) {
    self.init(plan, Tally.sum(tallies[...]))
  }

  /// The sums of many tallies of a plan.
  ///
  /// - Parameter groups: The places of the tallies of each sum.
  static func sums(
    _ plan: AuditPlan, of tallies: [Tally], _ groups: [[Int]], threadCount: Int
  ) -> [Tally] {
    let isMerged = tallies.count < fewTallies
    var sums: [Tally] = []
    sums.reserveCapacity(groups.count)
    OrderedWorkers(threadCount: threadCount) { Reusable { BinSum(keepsSigns: true) } }.forEach(
      groups.count,
      make: { number, sum in
        let group = groups[number]
        if isMerged || group.count < smallGroup {
          return Tally(plan, sumOf: group.map { tallies[$0] })
        }
        return sum.use { sum in
          for place in group { sum.add(tallies[place].histogram) }
          return Tally(plan, sum.take())
        }
      },
      take: { sum in
        sums.append(sum)
        return true
      })
    return sums
  }

  /// Fewer are merged in less time than there is room made for all bins.
  private static let fewTallies = 1000
  /// Fewer are merged in less time than all marks are looked at.
  private static let smallGroup = 8

  /// The sum of some: in halves, so that what is summed so far is not copied for each of
  /// them, and few sums are held at a time.
  private static func sum(_ tallies: ArraySlice<Tally>) -> MagnitudeHistogram {
    guard tallies.count > 1 else { return tallies.first?.histogram ?? MagnitudeHistogram() }
    let middle = tallies.startIndex + tallies.count / 2
    var total = sum(tallies[..<middle])
    total.merge(sum(tallies[middle...]))
    return total
  }

  /// The number of values.
  public var count: UInt64 { histogram.count }

  /// The values recorded as +0 or -0.
  public var zeroCount: UInt64 { histogram.zeroCount }

  /// The values recorded finite and not zero: the denominator of every share.
  public var finiteNonzeroCount: UInt64 { count - zeroCount - infiniteCount - nanCount }

  /// The smallest magnitude recorded that is not zero; nil when every value is
  /// zero, infinite or NaN.
  public var leastMagnitude: Double? {
    histogram.leastMagnitude.isFinite ? histogram.leastMagnitude : nil
  }

  /// The largest finite magnitude recorded; nil when no finite value is
  /// different from zero.
  public var greatestMagnitude: Double? {
    histogram.greatestMagnitude > 0 ? histogram.greatestMagnitude : nil
  }

  /// What becomes of the values in one cell of the plan's sweep.
  ///
  /// Values of which a kept histogram does not tell the outcome count as the greater
  /// loss: see ``outcomeBounds(projection:scale:)``.
  ///
  /// - Parameters:
  ///   - projection: An index into the plan's `projections`.
  ///   - scale: An index into the plan's `scales`.
  public func outcomes(projection: Int, scale: Int) -> OutcomeCounts {
    outcomes(plan.cuts(projection: projection, scale: scale))
  }

  /// What becomes of the values at the scale `2^exponent`, whether or not the
  /// sweep has it.
  ///
  /// - Precondition: `AuditPlan.windowExponents` contains the exponent.
  public func outcomes(projection: Int, scaleExponent exponent: Int) -> OutcomeCounts {
    outcomes(plan.cuts(projection: projection, windowExponent: exponent))
  }

  /// The least and the greatest count that each outcome can have in one cell of the
  /// plan's sweep; nil where ``outcomes(projection:scale:)`` is exact.
  ///
  /// Only a histogram that was kept without its values leaves a doubt, and only at
  /// scales that are no powers of two, or for formats of an unusual range.
  public func outcomeBounds(projection: Int, scale: Int) -> OutcomeBounds? {
    if plan.isAnsweredByHistograms { return nil }
    let ends = ends(plan.cuts(projection: projection, scale: scale))
    return ends.areExact ? nil : OutcomeBounds(ends, recorded, finiteNonzeroCount)
  }

  /// What becomes of the values at a scale, by any index that the plan gives a
  /// projection; nil where neither the plan nor one of its limits has the cell.
  func outcomes(projection: Int, at scale: LossScale) -> OutcomeCounts? {
    plan.cuts(projection: projection, at: scale).map(outcomes)
  }

  /// The same as far as it is known.
  func outcomeBounds(projection: Int, at scale: LossScale) -> OutcomeBounds? {
    plan.cuts(projection: projection, at: scale).map {
      OutcomeBounds(ends($0), recorded, finiteNonzeroCount)
    }
  }

  /// Whether the outcomes of a cell are known exactly.
  func isExact(projection: Int, at scale: LossScale) -> Bool {
    if plan.isAnsweredByHistograms { return true }
    return plan.cuts(projection: projection, at: scale).map { ends($0).areExact } ?? true
  }

  private func outcomes(_ cell: CellCuts) -> OutcomeCounts {
    let ends = ends(cell).lossy
    var counts = recorded
    counts.underflow = ends.nonzero
    counts.subnormal = ends.normal - ends.nonzero
    counts.normal = ends.overflow - ends.normal
    counts.overflow = finiteNonzeroCount - ends.overflow
    return counts
  }

  /// The values that were recorded as zero, infinite or NaN.
  var recorded: OutcomeCounts {
    var counts = OutcomeCounts()
    counts.zero = zeroCount
    counts.infinite = infiniteCount
    counts.nan = nanCount
    return counts
  }

  private func ends(_ cell: CellCuts) -> OutcomeEnds {
    OutcomeEnds(
      nonzero: histogram.count(below: cell.nonzero),
      normal: histogram.count(below: cell.normal),
      overflow: histogram.count(below: cell.overflow))
  }

  /// How many finite, non-zero values have each `floor(log2 |x|)` that occurs,
  /// ascending.
  public var exponentCounts: [ExponentCount] {
    histogram.exponents.map { exponent in
      ExponentCount(
        exponent: exponent, count: histogram.count(in: HistogramGrid.bins(ofExponent: exponent)))
    }
  }

  /// The power-of-two scales under which a projection loses no more than the
  /// plan tolerates and overflows nowhere.
  ///
  /// Underflow shrinks and overflow grows with the scale, so the safe scales are
  /// the powers of two between two exponents, found exactly.
  ///
  /// Where a kept histogram leaves a doubt, those that are safe for certain.
  public func scaleWindow(projection: Int) -> ScaleWindow {
    scaleWindow(projection, underflow: \.greatest, belowOverflow: \.least)
  }

  /// The power-of-two scales that may be safe, as far as a kept histogram tells.
  func widestScaleWindow(projection: Int) -> ScaleWindow {
    scaleWindow(projection, underflow: \.least, belowOverflow: \.greatest)
  }

  private func scaleWindow(
    _ projection: Int, underflow: KeyPath<CountBounds, UInt64>,
    belowOverflow: KeyPath<CountBounds, UInt64>
  ) -> ScaleWindow {
    let finiteNonzero = finiteNonzeroCount
    if finiteNonzero == 0 { return .unconstrained }
    let exponents = AuditPlan.windowExponents
    func cuts(_ exponent: Int) -> CellCuts {
      plan.cuts(projection: projection, windowExponent: exponent)
    }
    // As the scale grows, fewer values underflow and more overflow.
    let least = exponents.first(satisfying: {
      plan.tolerance.covers(
        histogram.count(below: cuts($0).nonzero)[keyPath: underflow], of: finiteNonzero)
    })
    let beyond = exponents.first(satisfying: {
      histogram.count(below: cuts($0).overflow)[keyPath: belowOverflow] < finiteNonzero
    })
    let last = beyond.map { $0 - 1 } ?? exponents.upperBound
    let greatest = exponents.contains(last) ? last : nil
    guard let least, let greatest, least <= greatest else {
      return .none(leastLossless: least, greatestWithoutOverflow: greatest)
    }
    return .safe(least...greatest)
  }
}

/// The number of values with one binary exponent.
public struct ExponentCount: Hashable, Sendable {
  /// `floor(log2 |x|)`.
  public let exponent: Int
  /// How many values have it.
  public var count: UInt64
}

extension ClosedRange<Int> {
  /// The least number that satisfies a condition which holds from there on; nil if none
  /// does.
  fileprivate func first(satisfying condition: (Int) -> Bool) -> Int? {
    var (low, high) = (lowerBound, upperBound + 1)
    while low < high {
      let middle = (low + high) >> 1
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low > upperBound ? nil : low
  }
}
