import GradientAudit

/// A replay as Markdown for a pull request or a job summary.
///
/// Always shorter than GitHub's limit for a comment.
public struct ReplayMarkdown: ReplayReport {
  private let context: ReplayContext
  private let words: ReplayWords
  private let table: ReplayTable

  /// Prepares the report.
  public init(_ context: ReplayContext) {
    self.context = context
    words = ReplayWords(context, .caret)
    table = ReplayTable(words)
  }

  /// Writes the head, then one section at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try sink("## \(MarkdownText.escaped(context.title.displayed.elided(to: 120)))\n\n")
    try sink("**\(MarkdownText.escaped(words.conclusion))**\n\n")
    try sink("\(MarkdownText.escaped(words.extent)).\n\n")
    try sink(list(words.notes))
    try sink(section("Scalers", table.head, table.scalers, note: table.note))
    let (rows, hidden) = table.skipped
    if !rows.isEmpty {
      let note = hidden > 0 ? "And \(NumberText.counted(hidden, "more step")) skipped." : ""
      try sink(section("Skipped steps", table.skippedHead, rows, note: note))
    }
    try sink("### What a replay cannot know\n\n\(list(ReplayWords.limits))")
    try sink(
      "<sub>fpaudit \(MarkdownText.escaped(context.version)): "
        + "\(MarkdownText.code(context.command, limit: 400))</sub>\n")
  }

  private func list(_ sentences: [String]) -> String {
    sentences.map { "- \(MarkdownText.escaped($0))\n" }.joined() + (sentences.isEmpty ? "" : "\n")
  }

  private func section(
    _ title: String, _ head: [String], _ rows: [[String]], note: String
  ) -> String {
    let cells = rows.map { $0.map(MarkdownText.escaped) }
    return MarkdownSection(
      title, MarkdownTable(head: head, rows: cells), note: MarkdownText.escaped(note)
    ).markdown
  }
}
