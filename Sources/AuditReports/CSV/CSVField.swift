/// A field of comma-separated values.
public enum CSVField {
  /// The text, in quotes where RFC 4180 (section 2, rules 6 and 7) wants them.
  ///
  /// By scalars, not characters: a comma stays a comma when an accent follows it.
  public static func quoted(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: special.contains) else { return text }
    var quoted: String.UnicodeScalarView = "\"".unicodeScalars
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted.append(scalar) }
      quoted.append(scalar)
    }
    quoted.append("\"")
    return String(quoted)
  }

  private static let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
}
