import FloatEmulation

/// Values as texts.
public enum ValueText {
  /// The shortest decimal that a binary64 reader takes for the value, or seven
  /// digits of it.
  public static func short(_ value: Double) -> String {
    let text = CodeText.decimal(value)
    return text.count <= 12 ? text : DecimalText.rounded(value, digits: 7)
  }
}
