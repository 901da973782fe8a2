/// A number `numerator / 2^bitCount`, exactly, in lowest terms; its magnitude is
/// below one.
public struct DyadicFraction: Hashable, Sendable {
  /// The numerator, odd unless it is zero.
  public let numerator: Int128
  /// The exponent of the denominator.
  public let bitCount: Int
  /// Whether one half is still to be taken away, which `numerator` has no room for.
  private let lacksHalf: Bool

  init(_ numerator: Int128, bitCount: Int, lessHalf: Bool = false) {
    let zeros = numerator == 0 ? bitCount : min(numerator.trailingZeroBitCount, bitCount)
    self.numerator = numerator >> Int128(min(zeros, 127))
    self.bitCount = bitCount - zeros
    lacksHalf = lessHalf
  }

  /// Whether the number is zero.
  public var isZero: Bool { numerator == 0 && !lacksHalf }

  /// The number, rounded to binary64.
  public var value: Double {
    let part = Double(sign: .plus, exponent: -bitCount, significand: Double(numerator))
    return lacksHalf ? part - 0.5 : part
  }

  /// The number less one half.
  var lessOneHalf: DyadicFraction {
    guard bitCount < 126 else {
      return DyadicFraction(numerator, bitCount: bitCount, lessHalf: true)
    }
    let count = max(bitCount, 1)
    let half = Int128(1) << Int128(count - 1)
    return DyadicFraction((numerator << Int128(count - bitCount)) - half, bitCount: count)
  }

  /// The number as a text that says it exactly: a decimal where that is short,
  /// else a fraction with a power of two.
  public var exactText: String {
    if lacksHalf { return "\(numerator)/2^\(bitCount) - 1/2" }
    return bitCount <= 20 ? decimal : "\(numerator)/2^\(bitCount)"
  }

  /// `numerator · 5^bitCount / 10^bitCount`, which fits: 2^20 · 5^20 < 2^127.
  private var decimal: String {
    let scaled = (0..<bitCount).reduce(numerator.magnitude) { product, _ in product * 5 }
    let digits = String(scaled)
    if bitCount == 0 { return numerator < 0 ? "-\(digits)" : digits }
    let padded = String(repeating: "0", count: max(0, bitCount - digits.count)) + digits
    return "\(numerator < 0 ? "-" : "")0.\(padded)"
  }
}
