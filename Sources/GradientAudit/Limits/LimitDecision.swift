/// A comparison of two numbers of which ranges may be known alone, decided.
struct LimitDecision {
  /// Whether every number of the one range fails against every number of the other.
  let isBreached: Bool
  /// The two ends that are next to each other.
  let value: LimitValue
  let bound: ResolvedBound
}

/// What is known of the number that a limit compares with.
struct BoundRange {
  let least: ResolvedBound
  let greatest: ResolvedBound

  /// A bound that is known.
  init(_ bound: ResolvedBound) { (least, greatest) = (bound, bound) }

  /// What a range of a baseline makes of a limit's bound, which grows with it.
  init(_ baseline: LimitRange, _ bound: (LimitValue) -> ResolvedBound) {
    (least, greatest) = (bound(baseline.least), bound(baseline.greatest))
  }

  var isExact: Bool { least.fraction == greatest.fraction }
}

extension LimitComparison {
  /// Whether a number fails, where all that it and the bound can be say the same; nil
  /// where they do not.
  func decision(_ value: LimitRange, _ bound: BoundRange) -> LimitDecision? {
    let isAbove = LimitComparison.greater.holds(value.least, bound.greatest.fraction)
    let isBelow = LimitComparison.less.holds(value.greatest, bound.least.fraction)
    let isFirst = holds(value.least, bound.greatest.fraction)
    let isLast = holds(value.greatest, bound.least.fraction)
    switch self {
    case .equal, .unequal:
      guard isAbove || isBelow || value.isExact && bound.isExact else { return nil }
      return decision(isAbove ? isFirst : isLast, value, bound, lowEnd: isAbove)
    case .greater, .greaterOrEqual, .less, .lessOrEqual:
      // All other pairs lie between these two.
      guard isFirst == isLast else { return nil }
      return decision(isFirst, value, bound, lowEnd: isFirst != prefersLess)
    }
  }

  private func decision(
    _ isBreached: Bool, _ value: LimitRange, _ bound: BoundRange, lowEnd: Bool
  ) -> LimitDecision {
    lowEnd
      ? LimitDecision(isBreached: isBreached, value: value.least, bound: bound.greatest)
      : LimitDecision(isBreached: isBreached, value: value.greatest, bound: bound.least)
  }
}
