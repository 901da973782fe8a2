import TensorFiles

extension String {
  /// A name from a recording as text that can be shown: everything invisible is
  /// spelled out as `\u{…}`.
  ///
  /// So are marks that would join with a character of HTML's syntax. Swift sees
  /// `<` and a combining accent as one `Character` that is not `<`; escaping by
  /// characters would miss it.
  var displayed: String {
    var text = ""
    for character in escapedForDisplay {
      text += character.hidesSyntax ? character.spelledOut : String(character)
    }
    return text
  }

  /// The text with its middle left out, to at most `width` columns.
  func elided(to width: Int) -> String {
    guard TerminalWidth.columns(self) > width, width > 1 else { return self }
    let head = TerminalWidth.prefix(self, columns: width / 2)
    let tail = TerminalWidth.suffix(self, columns: width - 1 - width / 2)
    return "\(head)…\(tail)"
  }
}

extension Character {
  /// Whether a character of HTML's syntax is joined with something else.
  fileprivate var hidesSyntax: Bool {
    unicodeScalars.count > 1 && unicodeScalars.contains { Character.syntax.contains($0) }
  }

  fileprivate var spelledOut: String {
    unicodeScalars.map {
      Character.syntax.contains($0)
        ? String($0) : "\\u{\(String($0.value, radix: 16, uppercase: true))}"
    }.joined()
  }

  private static let syntax: Set<Unicode.Scalar> = ["<", ">", "&", "\"", "'"]
}
