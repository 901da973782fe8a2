/// Exact numbers as decimals.
enum LimitNumberText {
  private static let decimals = 4

  /// A number in its unit, cut after four decimals.
  static func text(_ fraction: Fraction, _ unit: LimitUnit) -> String {
    if unit == .decibel, fraction == LimitValue.noError.fraction { return "infinite" }
    return text(WideInteger(fraction.numerator), over: WideInteger(fraction.denominator), unit)
  }

  /// The same of a fraction of two wide integers.
  ///
  /// - Precondition: They have at most 240 bits, so that a hundred times them are
  ///   integers still.
  static func text(
    _ numerator: WideInteger, over denominator: WideInteger, _ unit: LimitUnit
  ) -> String {
    let sign = unit.sign
    if numerator.isZero { return "0" + sign }
    let factor: UInt64 = unit == .share ? 100 : 1
    var (whole, rest) = numerator.times(factor).quotientAndRemainder(dividingBy: denominator)
    var digits = ""
    while !rest.isZero, digits.utf8.count < decimals {
      let (digit, next) = rest.times(10).quotientAndRemainder(dividingBy: denominator)
      digits += String(digit.low)
      rest = next
    }
    if whole.isZero, digits.allSatisfy({ $0 == "0" }) { return "<0.0001" + sign }
    digits = String(digits.reversed().drop { $0 == "0" }.reversed())
    return decimal(whole, digits) + sign
  }

  private static func decimal(_ whole: WideInteger, _ digits: String) -> String {
    let number = whole.high == 0 ? String(whole.low) : "more than \(UInt128.max)"
    return digits.isEmpty ? number : "\(number).\(digits)"
  }
}
