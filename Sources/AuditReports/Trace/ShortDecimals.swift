import FloatEmulation

/// The shortest decimal of every value of a format of 16 bits: the fewest digits that
/// the format reads as the value, and of these the nearest.
struct ShortDecimals: Sendable {
  static let binary16 = ShortDecimals(.binary16)
  static let bfloat16 = ShortDecimals(.bfloat16)

  private let texts: [String]

  private init(_ format: FloatFormat) {
    let projection = Projection(format)
    texts = (0...UInt64(Int16.max)).map { code in
      ShortDecimals.text(format.decode(code)) { projection.encode($0) == code }
    }
  }

  /// The decimal of a code; every NaN is `nan`.
  subscript(code: UInt64) -> String {
    let text = texts[Int(code & 0x7FFF)]
    return code & 0x8000 == 0 || text == "nan" ? text : "-" + text
  }

  private static func text(_ value: Double, isRead: (Double) -> Bool) -> String {
    guard value.isFinite, value > 0 else { return CodeText.decimal(value) }
    let exponent = decimalExponent(value)
    for count in 1...16 {
      // The two decimals of so many digits around the value.
      let scaled = shifted(value, byDigits: count - 1 - exponent)
      let candidates = [scaled.rounded(.down), scaled.rounded(.up)].map { digits in
        let decimal = "\(Int(digits))e\(exponent - count + 1)"
        return (digits: Int(digits), value: Double(decimal) ?? .nan)
      }
      let read = candidates.filter { isRead($0.value) }
      if let best = read.min(by: { abs($0.value - value) < abs($1.value - value) }) {
        return written(best.digits, exponent - count + 1)
      }
    }
    return CodeText.decimal(value)
  }

  /// `value · 10^digits`, nearly: the nearest whole numbers are those of the exact product,
  /// or the product is so near to a whole number that it reads as the value.
  private static func shifted(_ value: Double, byDigits digits: Int) -> Double {
    let power = Double("1e\(digits.magnitude)") ?? .nan
    return digits < 0 ? value / power : value * power
  }

  /// `floor(log10(value))`, from the digits.
  private static func decimalExponent(_ value: Double) -> Int {
    let text = DecimalText.scientific(value)
    return text.firstIndex(of: "e").flatMap { Int(text[text.index(after: $0)...]) } ?? 0
  }

  /// `digits · 10^exponent` in the manner of other values: plain from 0.0001 on and below
  /// 2^24, else with an exponent of two digits.
  private static func written(_ digits: Int, _ exponent: Int) -> String {
    var (digits, exponent) = (digits, exponent)
    while digits.isMultiple(of: 10) {
      digits /= 10
      exponent += 1
    }
    let text = "\(digits)"
    let leading = exponent + text.count - 1
    if exponent >= 0 && leading < 8 { return text + String(repeating: "0", count: exponent) }
    if exponent < 0 && leading >= 0 {
      return "\(text.dropLast(-exponent)).\(text.suffix(-exponent))"
    }
    if (-4..<0).contains(leading) {
      return "0." + String(repeating: "0", count: -leading - 1) + text
    }
    let rest = text.dropFirst()
    let size = leading.magnitude < 10 ? "0\(leading.magnitude)" : "\(leading.magnitude)"
    return text.prefix(1) + (rest.isEmpty ? "" : ".\(rest)") + "e\(leading < 0 ? "-" : "+")\(size)"
  }
}
