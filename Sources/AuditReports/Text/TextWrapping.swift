/// Breaks sentences into lines.
public enum TextWrapping {
  /// The lines of a text, broken at blanks; a longer word is cut.
  public static func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ").flatMap({ pieces(String($0), width) }) {
      let joined = line.isEmpty ? word : "\(line) \(word)"
      if TerminalWidth.columns(joined) <= width {
        line = joined
      } else {
        lines.append(line)
        line = word
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  private static func pieces(_ word: String, _ width: Int) -> [String] {
    var (pieces, rest) = ([String](), word)
    while TerminalWidth.columns(rest) > width {
      let piece = TerminalWidth.prefix(rest, columns: width)
      guard !piece.isEmpty else { return pieces + ["…"] }
      pieces.append(piece)
      rest = String(rest.dropFirst(piece.count))
    }
    return pieces + [rest]
  }
}
