/// A table with a title and a note, for pages and Markdown alike.
struct NamedTable {
  let title: String
  let head: [String]
  let rows: [[String]]
  let note: String

  /// The table as a page's template wants it.
  var values: [String: Any] { PageTable.values(title, head: head, rows, note: note) }

  /// The table as a section of Markdown.
  var section: MarkdownSection { MarkdownSection(title, head: head, rows, note: note) }
}
