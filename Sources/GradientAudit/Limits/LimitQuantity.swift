public import FloatEmulation

/// What a limit limits.
///
/// A quantity that is added here is known to the grammar, to its messages and to
/// every report.
public enum LimitQuantity: String, Hashable, Sendable, CaseIterable {
  /// The share of the finite, non-zero values that become zero.
  case underflow
  /// The share of the finite, non-zero values whose results are subnormal.
  case subnormal
  /// The share of the finite, non-zero values beyond the format's range.
  case overflow
  /// Underflow and overflow together.
  case lost
  /// The share of all values that were recorded as NaN.
  case nan
  /// The share of all values that were recorded as infinities.
  case infinite
  /// The share of all values that were recorded as zero.
  case zero
  /// How many powers of two are safe scales.
  case safeScales = "safe-scales"

  /// What its numbers count in.
  public var unit: LimitUnit { self == .safeScales ? .count : .share }

  /// What it is a share of; nil for a count.
  public var population: LimitPopulation? {
    switch self {
    case .underflow, .subnormal, .overflow, .lost: .finiteNonzero
    case .nan, .infinite, .zero: .all
    case .safeScales: nil
    }
  }

  /// The outcomes of the values that make it large or, for safe scales, small.
  public var outcomes: [Outcome] {
    switch self {
    case .underflow: [.underflow]
    case .subnormal: [.subnormal]
    case .overflow: [.overflow]
    case .lost, .safeScales: [.underflow, .overflow]
    case .nan: [.nan]
    case .infinite: [.infinite]
    case .zero: [.zero]
    }
  }

  /// Whether it is a number for one scale, and not for all together.
  public var dependsOnScale: Bool { self != .safeScales }

  /// The least and the greatest number that it can be.
  var range: (least: Fraction, greatest: Fraction) {
    let greatest = unit == .share ? 1 : AuditPlan.windowExponents.count
    return (Fraction(0, over: 1), Fraction(UInt128(greatest), over: 1))
  }

  /// Its share of some values; nil where there are none to have a share of.
  ///
  /// - Precondition: It is a share.
  func share(of counts: OutcomeCounts) -> LimitValue? {
    let whole = population == .finiteNonzero ? counts.finiteNonzero : counts.count
    guard whole > 0 else { return nil }
    let part = outcomes.reduce(0) { $0 + counts[$1] }
    return LimitValue(Share(part, of: whole), in: .share)
  }

  /// Its share of all values, whatever becomes of them.
  ///
  /// - Precondition: It is a share of all values.
  func share(ofAll tally: Tally) -> LimitValue? {
    var counts = OutcomeCounts()
    (counts.zero, counts.infinite, counts.nan) = (
      tally.zeroCount, tally.infiniteCount, tally.nanCount
    )
    counts.normal = tally.finiteNonzeroCount
    return share(of: counts)
  }
}
