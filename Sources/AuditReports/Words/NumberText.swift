/// Numbers as a reader wants them, in every locale alike.
public enum NumberText {
  /// An integer with its thousands separated: `1,234,567`.
  public static func grouped(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "-" : ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A count with its noun: `1 step`, `12 steps`.
  public static func counted(
    _ number: some BinaryInteger, _ noun: String, _ plural: String? = nil
  ) -> String {
    "\(grouped(number)) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  /// A positive finite magnitude, three digits at most: `1.4e-45`.
  public static func magnitude(_ value: Double) -> String {
    let (digits, exponent) = decimal(value)
    let significand = digits.count > 1 ? "\(digits.prefix(1)).\(digits.dropFirst())" : digits
    if (0...2).contains(exponent) || (-3 ... -1).contains(exponent) {
      return plain(digits, exponent)
    }
    return "\(significand)e\(exponent)"
  }

  /// A number with so many decimals; one of 15 digits or more as it is.
  static func fixed(_ number: Double, decimals: Int) -> String {
    let unit = (0..<decimals).reduce(1.0) { unit, _ in unit * 10 }
    let scaled = (number * unit).rounded()
    guard scaled.magnitude < 1e15 else { return "\(number)" }
    let digits = String(Int64(scaled.magnitude))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let text = padded.dropLast(decimals) + (decimals > 0 ? "." : "") + padded.suffix(decimals)
    return (scaled < 0 ? "-" : "") + text
  }

  private static func plain(_ digits: String, _ exponent: Int) -> String {
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
    let padded = digits + String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    let whole = padded.prefix(exponent + 1)
    let rest = padded.dropFirst(exponent + 1)
    return rest.isEmpty ? String(whole) : "\(whole).\(rest)"
  }

  /// The first three significant digits, rounded, without trailing zeros, and the
  /// decimal exponent of the first.
  private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
    let parts = "\(value)".split(separator: "e")
    let point = parts[0].split(separator: ".")
    let all = point.joined()
    let leadingZeros = all.prefix { $0 == "0" }.count
    let significant = all.dropFirst(leadingZeros)
    var exponent = point[0].count - 1 - leadingZeros + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    var digits = Int(significant.prefix(3)) ?? 0
    if let next = significant.dropFirst(3).first, next >= "5" { digits += 1 }
    if digits == 1000 { (digits, exponent) = (100, exponent + 1) }
    while digits > 0, digits.isMultiple(of: 10) { digits /= 10 }
    return (String(digits), exponent)
  }
}
