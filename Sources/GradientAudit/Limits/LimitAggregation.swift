/// How the numbers of many tensors at many steps become one.
public enum LimitAggregation: String, Hashable, Sendable, CaseIterable {
  /// All their values taken together.
  case total
  /// None: each tensor at each step has to keep the limit by itself.
  case each
  /// The greatest.
  case max
  /// The median, by nearest rank: half of them, or more, are no greater.
  case p50
  /// The 90th percentile, by nearest rank.
  case p90
  /// The 99th percentile, by nearest rank.
  case p99

  /// The percentile that it is; nil for what is none.
  var percentile: Int? {
    switch self {
    case .total, .each: nil
    case .max: 100
    case .p50: 50
    case .p90: 90
    case .p99: 99
    }
  }

  /// The p-th percentile of some numbers: the one of rank `ceil(p·n/100)` in ascending
  /// order, which is one of them; nil for no numbers, and where it is none.
  func statistic(of values: [LimitValue]) -> LimitValue? {
    guard let percentile, !values.isEmpty else { return nil }
    let rank = (percentile * values.count + 99) / 100
    return values.sorted()[rank - 1]
  }

  /// The same of numbers of which ranges are known: a percentile grows with each of them.
  func statistic(of ranges: [LimitRange]) -> LimitRange? {
    guard let least = statistic(of: ranges.map(\.least)),
      let greatest = statistic(of: ranges.map(\.greatest))
    else { return nil }
    return LimitRange(least: least, greatest: greatest)
  }
}
