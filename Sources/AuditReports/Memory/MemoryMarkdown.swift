import GradientAudit

/// An estimate of memory as Markdown for a pull request or a job summary.
///
/// Always shorter than GitHub's limit for a comment.
public struct MemoryMarkdown {
  private let context: MemoryContext
  private let words: MemoryWords
  private let table: MemoryTable

  /// Prepares the report.
  public init(_ context: MemoryContext) {
    self.context = context
    words = MemoryWords(context)
    table = MemoryTable(context)
  }

  /// Writes the head, then one section at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try MarkdownDocument(
      title: context.title, verdict: words.conclusion, facts: words.extent, remarks: words.notes,
      sections: sections, limits: ("What these bytes are", MemoryWords.limits),
      command: context.command, version: context.version
    ).write(to: sink)
  }

  private var sections: [MarkdownSection] {
    let optimizers = context.estimate.optimizers
    let recipes = optimizers.map { optimizer in
      MarkdownSection(
        optimizer.title, head: MemoryTable.head(optimizer, withExchange: true),
        table.rows(optimizer, withExchange: true),
        note: optimizer == optimizers.last ? MemoryTable.note(withExchange: true) : "")
    }
    let groups = table.groupOptimizer.map { optimizer in
      MarkdownSection(
        "Bytes kept with \(optimizer.title), by group",
        head: table.groupsHead(context.estimate.recipes), table.groups(context.estimate.recipes),
        isFolded: true)
    }
    return recipes + [groups].compactMap(\.self)
  }
}
