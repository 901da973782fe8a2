import GradientAudit

/// What became of updates as Markdown for a pull request or a job summary.
///
/// Always shorter than GitHub's limit for a comment.
public struct UpdateMarkdown {
  private let context: UpdateContext
  private let words: UpdateWords
  private static let tensorLimit = 20

  /// Prepares the report.
  public init(_ context: UpdateContext) {
    self.context = context
    words = UpdateWords(context, .caret)
  }

  /// Writes the head, then one section at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try MarkdownDocument(
      title: context.title, verdict: words.conclusion, facts: "\(words.extent).",
      remarks: words.notes,
      sections: UpdateTable(words).all(worstLimit: UpdateMarkdown.tensorLimit).map(\.section),
      limits: (UpdateWords.limitsTitle, words.limits), command: context.command,
      version: context.version
    ).write(to: sink)
  }
}
