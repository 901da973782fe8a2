import GradientAudit

/// A set of values: counts, extremes, exponents, and every cell of the sweep.
struct JSONTally: Encodable {
  let count: UInt64
  let zero: UInt64
  let infinite: UInt64
  let nan: UInt64
  let finiteNonzero: UInt64
  let leastMagnitude: Double?
  let greatestMagnitude: Double?
  let exponents: JSONExponents
  /// One for each format of the plan, in its order.
  let outcomes: [JSONOutcomes]
  /// One for each format of the plan, in its order.
  let windows: [JSONWindow]

  init(_ tally: Tally, _ plan: AuditPlan) {
    count = tally.count
    zero = tally.zeroCount
    infinite = tally.infiniteCount
    nan = tally.nanCount
    finiteNonzero = tally.finiteNonzeroCount
    leastMagnitude = tally.leastMagnitude
    greatestMagnitude = tally.greatestMagnitude
    exponents = JSONExponents(tally.exponentCounts)
    outcomes = plan.projections.indices.map { JSONOutcomes(tally, projection: $0, plan) }
    windows = plan.projections.indices.map { JSONWindow(tally.scaleWindow(projection: $0)) }
  }
}

/// How many values have each binary exponent, as two arrays of one length.
struct JSONExponents: Encodable {
  let exponent: [Int]
  let count: [UInt64]

  init(exponent: [Int], count: [UInt64]) {
    self.exponent = exponent
    self.count = count
  }

  init(_ counts: [ExponentCount]) {
    exponent = counts.map(\.exponent)
    count = counts.map(\.count)
  }
}

/// What one format does to the finite, non-zero values: for each outcome an array
/// with one count for each scale of the plan, in its order.
struct JSONOutcomes: Encodable {
  let underflow: [UInt64]
  let subnormal: [UInt64]
  let normal: [UInt64]
  let overflow: [UInt64]
  /// The least and the greatest counts, where some outcomes are not known.
  let least: Bound?
  let greatest: Bound?

  /// For each outcome an array with one bound for each scale of the plan.
  struct Bound: Encodable {
    let underflow: [UInt64]
    let subnormal: [UInt64]
    let normal: [UInt64]
    let overflow: [UInt64]

    init(_ cells: [OutcomeCounts]) {
      underflow = cells.map(\.underflow)
      subnormal = cells.map(\.subnormal)
      normal = cells.map(\.normal)
      overflow = cells.map(\.overflow)
    }
  }

  init(_ tally: Tally, projection: Int, _ plan: AuditPlan) {
    let cells = plan.scales.indices.map { tally.outcomes(projection: projection, scale: $0) }
    underflow = cells.map(\.underflow)
    subnormal = cells.map(\.subnormal)
    normal = cells.map(\.normal)
    overflow = cells.map(\.overflow)
    let bounds = plan.scales.indices.map { tally.outcomeBounds(projection: projection, scale: $0) }
    let isExact = bounds.allSatisfy { $0 == nil }
    least = isExact ? nil : Bound(zip(bounds, cells).map { $0?.least ?? $1 })
    greatest = isExact ? nil : Bound(zip(bounds, cells).map { $0?.greatest ?? $1 })
  }
}
