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
    try MarkdownDocument(
      title: context.title, verdict: words.conclusion, facts: "\(words.extent).",
      remarks: words.notes, sections: sections,
      limits: ("What a replay cannot know", ReplayWords.limits), command: context.command,
      version: context.version
    ).write(to: sink)
  }

  private var sections: [MarkdownSection] {
    let scalers = MarkdownSection("Scalers", head: table.head, table.scalers, note: table.note)
    let (rows, hidden) = table.skipped
    if rows.isEmpty { return [scalers] }
    let note = hidden > 0 ? "And \(NumberText.counted(hidden, "more step")) skipped." : ""
    return [
      scalers, MarkdownSection("Skipped steps", head: table.skippedHead, rows, note: note),
    ]
  }
}
