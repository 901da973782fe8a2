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
  /// The signal-to-quantisation-noise ratio: ``ErrorMetrics/sqnr``.
  case sqnr
  /// The share of the norm that underflows: ``ErrorMetrics/lostNorm``.
  case normLost = "norm-lost"
  /// The largest relative error: ``ErrorMetrics/largestRelativeError``.
  case largestError = "largest-error"
  /// The mean relative error: ``ErrorMetrics/meanRelativeError``.
  case meanError = "mean-error"

  /// What its numbers count in.
  public var unit: LimitUnit {
    switch self {
    case .safeScales: .count
    case .sqnr: .decibel
    default: .share
    }
  }

  /// What it is a share of, or measured on; nil for a count.
  public var population: LimitPopulation? {
    switch self {
    case .underflow, .subnormal, .overflow, .lost: .finiteNonzero
    case .nan, .infinite, .zero: .all
    case .sqnr, .normLost, .largestError, .meanError: .compared
    case .safeScales: nil
    }
  }

  /// Whether it is measured on the values by a second reading, and not counted.
  public var isMeasured: Bool { population == .compared }

  /// The outcomes of the values that make it large or, for safe scales, small.
  public var outcomes: [Outcome] {
    switch self {
    case .underflow: [.underflow]
    case .subnormal: [.subnormal]
    case .overflow: [.overflow]
    case .lost, .safeScales: [.underflow, .overflow]
    case .normLost: [.underflow]
    case .sqnr, .largestError, .meanError: [.underflow, .subnormal, .normal]
    case .nan: [.nan]
    case .infinite: [.infinite]
    case .zero: [.zero]
    }
  }

  /// Whether it is a number for one scale, and not for all together.
  public var dependsOnScale: Bool { self != .safeScales }

  /// The least and the greatest number that it can be.
  var range: (least: Fraction, greatest: Fraction) {
    let greatest =
      switch unit {
      case .share: Fraction(1, over: 1)
      case .count: Fraction(UInt128(AuditPlan.windowExponents.count), over: 1)
      case .decibel: LimitValue.noError.fraction
      }
    return (Fraction(0, over: 1), greatest)
  }

  /// What was measured of it; nil where no value was compared.
  ///
  /// - Precondition: It is measured.
  func value(of metrics: ErrorMetrics) -> LimitValue? {
    switch self {
    case .sqnr: metrics.sqnr.map { LimitValue(measured: $0, in: .decibel) }
    case .normLost: metrics.lostNorm.map { LimitValue(measured: $0, in: .share) }
    case .largestError: metrics.largestRelativeError.map { LimitValue(measured: $0, in: .share) }
    case .meanError: metrics.meanRelativeError.map { LimitValue(measured: $0, in: .share) }
    default: preconditionFailure("counted, not measured")
    }
  }

  /// Its share of so many values whose outcomes are known within bounds; nil where there
  /// are none to have a share of.
  ///
  /// - Precondition: It is a share.
  func share(_ bounds: OutcomeBounds, of whole: UInt64) -> LimitRange? {
    guard whole > 0 else { return nil }
    func share(_ counts: OutcomeCounts) -> LimitValue {
      // No bin is so wide that what is in it may be lost in two ways.
      let part = outcomes.reduce(0) { $0 + counts[$1] }
      return LimitValue(Share(part, of: whole), in: .share)
    }
    return LimitRange(least: share(bounds.least), greatest: share(bounds.greatest))
  }
}
