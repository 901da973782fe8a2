/// An unsigned integer of 256 bits: what a product of two of 128 needs.
struct WideInteger: Hashable, Comparable, Sendable {
  let high: UInt128
  let low: UInt128

  private init(high: UInt128, low: UInt128) {
    self.high = high
    self.low = low
  }

  init(_ value: UInt128) { self.init(high: 0, low: value) }

  /// A product, which always fits.
  init(_ left: UInt128, times right: UInt128) {
    let product = left.multipliedFullWidth(by: right)
    self.init(high: product.high, low: product.low)
  }

  var isZero: Bool { high == 0 && low == 0 }

  static func < (left: WideInteger, right: WideInteger) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }

  /// - Precondition: The right side is not greater.
  static func - (left: WideInteger, right: WideInteger) -> WideInteger {
    let low = left.low.subtractingReportingOverflow(right.low)
    return WideInteger(high: left.high - right.high - (low.overflow ? 1 : 0), low: low.partialValue)
  }

  /// The distance of two.
  func distance(to other: WideInteger) -> WideInteger {
    self < other ? other - self : self - other
  }

  /// - Precondition: The product has at most 256 bits.
  func times(_ factor: UInt64) -> WideInteger {
    let product = low.multipliedFullWidth(by: UInt128(factor))
    return WideInteger(high: high * UInt128(factor) + product.high, low: product.low)
  }

  /// Divides bit by bit, as on paper.
  ///
  /// - Precondition: The divisor is not zero and has at most 255 bits.
  func quotientAndRemainder(dividingBy divisor: WideInteger) -> (WideInteger, WideInteger) {
    var (quotient, rest) = (WideInteger(0), WideInteger(0))
    for place in (0..<256).reversed() {
      let bit = (place >= 128 ? high >> (place - 128) : low >> place) & 1
      rest = rest.doubled(adding: bit)
      let fits = rest >= divisor
      if fits { rest = rest - divisor }
      quotient = quotient.doubled(adding: fits ? 1 : 0)
    }
    return (quotient, rest)
  }

  private func doubled(adding bit: UInt128) -> WideInteger {
    WideInteger(high: high << 1 | low >> 127, low: low << 1 | bit)
  }
}
