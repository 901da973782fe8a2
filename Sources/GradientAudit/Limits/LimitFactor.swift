/// A decimal that a baseline is multiplied by, exactly.
public struct LimitFactor: Hashable, Sendable, CustomStringConvertible {
  /// The digits without the point, and without zeros at the end of the decimals.
  let digits: UInt64
  /// How many of them stand behind the point; at most nine.
  let decimals: Int

  /// Reads a decimal such as `1.05`; nil for anything else, beyond nine decimals, and
  /// beyond 64 bits of digits.
  init?(whole: String, decimals text: String) {
    let kept = String(text.reversed().drop { $0 == "0" }.reversed())
    guard kept.utf8.count <= 9, let digits = UInt64(whole + kept) else { return nil }
    self.digits = digits
    decimals = kept.utf8.count
  }

  /// The power of ten that the digits are divided by.
  var denominator: UInt64 { (0..<decimals).reduce(1) { product, _ in product * 10 } }

  /// The shortest decimal.
  public var description: String {
    guard decimals > 0 else { return "\(digits)" }
    let text = "\(digits)"
    let padded = String(repeating: "0", count: max(0, decimals + 1 - text.utf8.count)) + text
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }
}
