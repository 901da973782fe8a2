/// The powers of two that serve as a loss scale, as exponents.
public enum ScaleWindow: Hashable, Sendable {
  /// Every scale from `2^lowerBound` to `2^upperBound` is safe. A bound at the
  /// end of `AuditPlan.windowExponents` means that no value sets it.
  case safe(ClosedRange<Int>)
  /// No single scale is safe: enough values are kept only from the first
  /// exponent on, and nothing overflows only up to the second. Nil where no
  /// scale at all has that property.
  case none(leastLossless: Int?, greatestWithoutOverflow: Int?)
  /// No finite value differs from zero, so any scale serves.
  case unconstrained

  /// Whether `2^exponent` is safe.
  public func contains(_ exponent: Int) -> Bool {
    switch self {
    case .safe(let exponents): exponents.contains(exponent)
    case .none: false
    case .unconstrained: true
    }
  }

  /// How many powers of two are safe; nil where any scale serves, since no finite value
  /// differs from zero.
  public var count: Int? {
    switch self {
    case .safe(let exponents): exponents.count
    case .none: 0
    case .unconstrained: nil
    }
  }

  /// The scales that are safe in both windows.
  public func intersection(_ other: ScaleWindow) -> ScaleWindow {
    if self == .unconstrained { return other }
    if other == .unconstrained { return self }
    let least = maximum(leastLossless, other.leastLossless)
    let greatest = minimum(greatestWithoutOverflow, other.greatestWithoutOverflow)
    guard let least, let greatest, least <= greatest else {
      return .none(leastLossless: least, greatestWithoutOverflow: greatest)
    }
    return .safe(least...greatest)
  }

  /// The exponent of the least scale that keeps enough; nil where none does.
  var leastLossless: Int? {
    switch self {
    case .safe(let exponents): exponents.lowerBound
    case .none(let least, _): least
    case .unconstrained: AuditPlan.windowExponents.lowerBound
    }
  }

  /// The exponent of the greatest scale without overflow; nil where every scale overflows.
  var greatestWithoutOverflow: Int? {
    switch self {
    case .safe(let exponents): exponents.upperBound
    case .none(_, let greatest): greatest
    case .unconstrained: AuditPlan.windowExponents.upperBound
    }
  }
}

/// The larger of two; nil, which stands for "no scale is large enough", wins.
private func maximum(_ left: Int?, _ right: Int?) -> Int? {
  guard let left, let right else { return nil }
  return max(left, right)
}

/// The smaller of two; nil, which stands for "no scale is small enough", wins.
private func minimum(_ left: Int?, _ right: Int?) -> Int? {
  guard let left, let right else { return nil }
  return min(left, right)
}
