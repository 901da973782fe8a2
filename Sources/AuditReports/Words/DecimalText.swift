#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Decimals for people.
public enum DecimalText {
  /// A value with a number of significant digits, as C's `%g` writes it; the C
  /// locale's point, whatever the user's locale is.
  public static func rounded(_ value: Double, digits: Int) -> String {
    formatted("%.*g", Int32(digits), value, capacity: 64)
  }

  /// A value with an exponent and 17 digits behind the point, as C's `%e` writes it.
  public static func scientific(_ value: Double) -> String {
    formatted("%.*e", 17, value, capacity: 64)
  }

  /// A finite value with all its digits: at most 1,074 behind the point.
  public static func exact(_ value: Double) -> String {
    let text = formatted("%.*f", 1074, value, capacity: 1400)
    let trimmed = String(text.reversed().drop { $0 == "0" }.reversed())
    return trimmed.hasSuffix(".") ? String(trimmed.dropLast()) : trimmed
  }

  /// A finite value with all its digits or, where these are many, the first of
  /// them and their number; with an exponent where it is small.
  public static func exactly(_ value: Double, limit: Int = 60) -> String {
    let text = exact(value)
    guard text.count > limit || value.magnitude < 1e-4, let digits = digits(text), value != 0
    else { return text }
    let significant = digits[1]
    let shown = significant.prefix(limit - 12)
    let rest = shown.dropFirst().isEmpty ? "" : "." + shown.dropFirst()
    let exponent = (Int(digits[2]) ?? 0) - 1
    let all = significant.count > shown.count ? "... (\(significant.count) digits)" : ""
    return "\(digits[0])\(shown.prefix(1))\(rest)\(all)e\(exponent)"
  }

  /// A finite value in C's hexadecimal notation, which is exact: `0x1.8p-3`.
  public static func hexadecimal(_ value: Double) -> String {
    formatted("%.*a", -1, value, capacity: 64)
  }

  /// Whether two decimals, or two hexadecimals, are the same number, digit by digit.
  public static func isSame(_ left: String, _ right: String) -> Bool {
    guard let left = digits(left), let right = digits(right) else { return false }
    return left == right
  }

  /// The sign, the significant digits and the place of the point; those of a
  /// hexadecimal number are binary.
  private static func digits(_ text: String) -> [String]? {
    let lowered = text.lowercased()
    let isHexadecimal = lowered.contains("x")
    let parts = lowered.replacing("0x", with: "", maxReplacements: 1).split(
      separator: isHexadecimal ? "p" : "e", omittingEmptySubsequences: false)
    guard let first = parts.first, parts.count <= 2 else { return nil }
    let exponent = parts.count == 2 ? Int(parts[1]) : 0
    guard let exponent, abs(exponent) < 1_000_000 else { return nil }
    let isNegative = first.hasPrefix("-")
    let unsigned = first.drop { $0 == "+" || $0 == "-" }
    let pieces = unsigned.split(separator: ".", omittingEmptySubsequences: false)
    guard pieces.count <= 2 else { return nil }
    let whole = isHexadecimal ? binary(pieces[0]) : String(pieces[0])
    let rest = pieces.count == 2 ? pieces[1] : ""
    let fraction = isHexadecimal ? binary(rest) : String(rest)
    let all = (whole + fraction).drop { $0 == "0" }
    let significant = String(all.reversed().drop { $0 == "0" }.reversed())
    let place = significant.isEmpty ? 0 : all.count - fraction.count + exponent
    return [isNegative ? "-" : "", significant, "\(place)"]
  }

  /// Four binary digits for each hexadecimal one.
  private static func binary(_ digits: Substring) -> String {
    digits.compactMap(\.hexDigitValue).map { digit in
      let bits = String(digit, radix: 2)
      return String(repeating: "0", count: 4 - bits.count) + bits
    }.joined()
  }

  private static func formatted(
    _ format: String, _ precision: Int32, _ value: Double, capacity: Int
  ) -> String {
    unsafe withVaList([precision, value]) { arguments in
      var buffer = [CChar](repeating: 0, count: capacity)
      let length = unsafe vsnprintf(&buffer, buffer.count, format, arguments)
      let text = buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }
      return String(decoding: text, as: UTF8.self)
    }
  }
}
