/// A table whose cells are Markdown already.
struct MarkdownTable {
  let head: [String]
  let rows: [[String]]
  /// How many columns, from the first on, stand to the left; the others hold
  /// numbers.
  var leftColumns = 1

  /// The first rows as lines.
  func lines(rowLimit: Int) -> [String] {
    let rule = head.indices.map { $0 < leftColumns ? "---" : "--:" }
    return ([head, rule] + rows.prefix(rowLimit)).map { "| \($0.joined(separator: " | ")) |" }
  }
}
