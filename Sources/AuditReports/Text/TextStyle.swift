/// Whether a text report carries colours.
///
/// Colour only repeats what the words say. Its codes are bold, dim, and two
/// colours that stay apart under every colour vision deficiency, blue and yellow.
public enum TextStyle: Sendable {
  /// Characters only.
  case plain
  /// With ANSI escape sequences, for a terminal.
  case coloured

  func emphasised(_ text: String) -> String { wrapped(text, "1") }
  func subdued(_ text: String) -> String { wrapped(text, "2") }
  func good(_ text: String) -> String { wrapped(text, "1;34") }
  func bad(_ text: String) -> String { wrapped(text, "1;33") }

  private func wrapped(_ text: String, _ code: String) -> String {
    self == .plain || text.isEmpty ? text : "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
