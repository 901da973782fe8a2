/// The condition under which a limit fails.
public enum LimitComparison: String, Hashable, Sendable, CaseIterable {
  /// The number is greater than the bound.
  case greater = ">"
  /// The number is the bound or greater.
  case greaterOrEqual = ">="
  /// The number is less than the bound.
  case less = "<"
  /// The number is the bound or less.
  case lessOrEqual = "<="
  /// The number is the bound.
  case equal = "=="
  /// The number is not the bound.
  case unequal = "!="

  /// Whether a number fails: products of integers are compared.
  func holds(_ value: LimitValue, _ bound: Fraction) -> Bool {
    let left = WideInteger(bound.denominator, times: UInt128(value.numerator))
    let right = WideInteger(bound.numerator, times: UInt128(value.denominator))
    return switch self {
    case .greater: left > right
    case .greaterOrEqual: left >= right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .equal: left == right
    case .unequal: left != right
    }
  }

  /// Whether smaller numbers are the worse ones.
  var prefersLess: Bool { self == .less || self == .lessOrEqual }

  /// Whether every number of a range fails, or none; nil where it depends on the number.
  ///
  /// - Precondition: The bound is not below the range.
  func isDecided(by bound: Fraction, _ range: (least: Fraction, greatest: Fraction)) -> Bool? {
    if bound > range.greatest { return prefersLess || self == .unequal }
    switch self {
    case .greater where bound == range.greatest, .less where bound == range.least: return false
    case .greaterOrEqual where bound == range.least: return true
    case .lessOrEqual where bound == range.greatest: return true
    default: return nil
    }
  }
}
