/// A sum of squares or products, divided by a power of four so that it stays in
/// binary64's range.
struct ScaledSum: Hashable, Sendable {
  /// The sum, divided by `4^exponent`.
  var value = 0.0
  /// The exponent of the power of two that the factors were divided by.
  var exponent = 0

  /// Adds another sum; what gets too small is nothing beside the rest.
  mutating func merge(_ other: ScaledSum) {
    if other.value == 0 { return }
    if value == 0 {
      self = other
      return
    }
    let common = max(exponent, other.exponent)
    value = scaled(to: common) + other.scaled(to: common)
    exponent = common
  }

  private func scaled(to other: Int) -> Double {
    other == exponent
      ? value : value * Double(sign: .plus, exponent: 2 * (exponent - other), significand: 1)
  }
}
