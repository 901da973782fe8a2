/// A fraction of two integers that are not negative, exactly and in lowest terms.
public struct Fraction: Hashable, Sendable, Comparable {
  /// The part, in units of `1 / denominator`.
  public let numerator: UInt128
  /// The whole; never zero.
  public let denominator: UInt128

  /// Creates a fraction.
  ///
  /// - Precondition: `denominator > 0`.
  public init(_ numerator: UInt128, over denominator: UInt128) {
    precondition(denominator > 0, "a fraction of nothing")
    var (whole, part) = (denominator, numerator)
    while part != 0 { (whole, part) = (part, whole % part) }
    self.numerator = numerator / whole
    self.denominator = denominator / whole
  }

  /// A share as a fraction.
  public init(_ share: Share) {
    self.init(UInt128(share.numerator), over: UInt128(share.denominator))
  }

  /// Whether a fraction is smaller than another: products of 256 bits are compared.
  public static func < (left: Fraction, right: Fraction) -> Bool {
    WideInteger(left.numerator, times: right.denominator)
      < WideInteger(right.numerator, times: left.denominator)
  }
}
