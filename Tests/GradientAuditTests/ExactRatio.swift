/// Compares products of two binary64 numbers without rounding: an oracle for values that
/// are divided by a scale.
enum ExactRatio {
  /// The sign of `a·b - c·d`, for numbers that are not negative and finite.
  static func compare(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Int {
    let (left, right) = (product(a, b), product(c, d))
    if left.integer == 0 || right.integer == 0 {
      return left.integer == right.integer ? 0 : left.integer > right.integer ? 1 : -1
    }
    let (leftTop, rightTop) = (top(left), top(right))
    if leftTop != rightTop { return leftTop > rightTop ? 1 : -1 }
    // Both with their first bit at the top.
    let one = left.integer << UInt128(left.integer.leadingZeroBitCount)
    let other = right.integer << UInt128(right.integer.leadingZeroBitCount)
    return one == other ? 0 : one > other ? 1 : -1
  }

  private static func top(_ number: (integer: UInt128, exponent: Int)) -> Int {
    number.exponent + 128 - number.integer.leadingZeroBitCount
  }

  private static func product(_ a: Double, _ b: Double) -> (integer: UInt128, exponent: Int) {
    let (one, other) = (parts(a), parts(b))
    return (one.integer * other.integer, one.exponent + other.exponent)
  }

  private static func parts(_ value: Double) -> (integer: UInt128, exponent: Int) {
    if value == 0 { return (0, 0) }
    // 53 bits, also of subnormal numbers.
    return (UInt128(value.significand * 0x1p52), Int(value.exponent) - 52)
  }
}
