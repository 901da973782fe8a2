/// Codes and values as text, the same in every table and file.
public enum CodeText {
  /// A code as hexadecimal digits, as many as the format's width needs: `0x3C00`.
  public static func hexadecimal(_ code: UInt64, of format: FloatFormat) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return "0x" + String(repeating: "0", count: max(0, digitCount(of: format) - digits.count))
      + digits
  }

  /// How many hexadecimal digits a code of the format has.
  public static func digitCount(of format: FloatFormat) -> Int { (format.bitWidth + 3) / 4 }

  /// The shortest decimal that binary64 reads as exactly this value, `inf`,
  /// `-inf`, `nan` or `-0`: `65504`, `5.960464477539063e-08`.
  public static func decimal(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
