/// Data as Markdown that means nothing but itself.
enum MarkdownText {
  /// A name as code, in at most `limit` columns.
  ///
  /// Within a `<code>` element, GitHub makes no mention, issue link or emoji of
  /// it. What could be Markdown or HTML is written as a numeric character
  /// reference, which by CommonMark (6.2) cannot stand for syntax: neither a pipe
  /// nor a backtick nor a tag gets out of its cell.
  static func code(_ name: String, limit: Int = 120) -> String {
    "<code>\(escaped(name.displayed.elided(to: limit)))</code>"
  }

  /// Data as text, on one line.
  static func escaped(_ text: String) -> String {
    let mayLink = text.lowercased().contains("www.")
    var result = ""
    for scalar in text.unicodeScalars {
      if isPlain(scalar) && !(mayLink && scalar == ".") {
        result.unicodeScalars.append(scalar)
      } else {
        result += "&#\(scalar.value);"
      }
    }
    return result
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    if !scalar.isASCII { return true }
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", "-", "/": return true
    default: return false
    }
  }
}
