internal import TensorFiles

/// Why a text is no limit, and where.
public struct LimitSyntaxError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text that was read.
  public let expression: String
  /// Where it goes wrong, in Unicode scalars from its beginning.
  public let position: Int
  /// What is wrong there, and what to write.
  public let what: String

  init(_ expression: [Unicode.Scalar], at position: Int, _ what: String) {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: expression)
    self.expression = String(text)
    self.position = position
    self.what = what
  }

  /// What is wrong, the expression on a line of its own, and a caret below the place.
  public var description: String {
    let (line, caret) = excerpt
    return "\(what)\n  \(line)\n  \(String(repeating: " ", count: caret))^"
  }

  /// How much of an expression is shown before and behind the place.
  private static let reach = 30

  /// The expression around the place, and the column of the place in it.
  private var excerpt: (line: String, caret: Int) {
    let scalars = Array(expression.unicodeScalars)
    let reach = LimitSyntaxError.reach
    let start = scalars.count <= 2 * reach ? 0 : max(0, position - reach)
    let end = scalars.count <= 2 * reach ? scalars.count : min(scalars.count, position + reach)
    let before = (start > 0 ? "…" : "") + LimitSyntaxError.shown(scalars[start..<position])
    let after = LimitSyntaxError.shown(scalars[position..<end]) + (end < scalars.count ? "…" : "")
    return (before + after, before.unicodeScalars.count)
  }

  /// Some scalars on one line, so that each takes a column.
  static func shown(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text).escapedForDisplay
  }
}
