/// A table under a heading, which can be shortened.
struct MarkdownSection {
  let title: String
  let table: MarkdownTable
  /// Behind a disclosure triangle.
  var isFolded = false
  /// What stands below the table.
  var note = ""
  /// How many rows are shown.
  private(set) var rowLimit = Int.max

  init(_ title: String, _ table: MarkdownTable, isFolded: Bool = false, note: String = "") {
    self.title = title
    self.table = table
    self.isFolded = isFolded
    self.note = note
  }

  /// The section, with an empty line at its end.
  var markdown: String {
    let shown = min(rowLimit, table.rows.count)
    var lines = isFolded ? ["<details>", "<summary>\(title)</summary>"] : ["### \(title)"]
    lines += [""] + table.lines(rowLimit: shown)
    if shown < table.rows.count {
      lines += ["", "*\(NumberText.grouped(table.rows.count - shown)) more in the report.*"]
    }
    if !note.isEmpty { lines += ["", note] }
    if isFolded { lines += ["", "</details>"] }
    return lines.joined(separator: "\n") + "\n\n"
  }

  /// Whether there are rows to leave out.
  var canShrink: Bool { min(rowLimit, table.rows.count) > 0 }

  /// Leaves out half of the rows that are shown.
  mutating func shrink() { rowLimit = min(rowLimit, table.rows.count) / 2 }
}
