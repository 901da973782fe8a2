internal import FloatEmulation

/// Values as texts.
enum ValueText {
  /// The shortest decimal that a binary64 reader takes for the value, or seven
  /// digits of it.
  static func short(_ value: Double) -> String {
    let text = CodeText.decimal(value)
    return text.count <= 12 ? text : Decimal.rounded(value, digits: 7)
  }
}
