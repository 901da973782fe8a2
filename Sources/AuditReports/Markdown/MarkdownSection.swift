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

extension MarkdownSection {
  /// A section of data, none of which is Markdown.
  init(
    _ title: String, head: [String], _ rows: [[String]], note: String = "",
    isFolded: Bool = false
  ) {
    let cells = rows.map { $0.map { MarkdownText.escaped($0.elided(to: 120)) } }
    self.init(
      title, MarkdownTable(head: head, rows: cells), isFolded: isFolded,
      note: MarkdownText.escaped(note))
  }
}

extension [MarkdownSection] {
  /// The sections in at most so many bytes of UTF-8: the longest lose rows until all fit,
  /// or until none has a row left.
  func fitted(to limit: Int) -> [MarkdownSection] {
    var sections = self
    var sizes = map { $0.markdown.utf8.count }
    while sizes.reduce(0, +) > limit {
      let candidates = sections.indices.filter { sections[$0].canShrink }
      guard let longest = candidates.max(by: { sizes[$0] < sizes[$1] }) else { break }
      sections[longest].shrink()
      sizes[longest] = sections[longest].markdown.utf8.count
    }
    return sections
  }
}
