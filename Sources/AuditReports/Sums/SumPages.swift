import GradientAudit

/// What became of sums as Markdown for a pull request or a job summary.
public struct SumMarkdown {
  private let context: SumContext
  private static let tensorLimit = 20

  /// Prepares the report.
  public init(_ context: SumContext) { self.context = context }

  /// Writes the head, then one section at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let words = SumWords(context)
    try MarkdownDocument(
      title: context.title, verdict: words.conclusion, facts: "\(words.extent).",
      remarks: words.notes, sections: words.tables(limit: SumMarkdown.tensorLimit).map(\.section),
      limits: (SumWords.limitsTitle, words.limits), command: context.command,
      version: context.version
    ).write(to: sink)
  }
}

/// What became of sums as one self-contained page.
public struct SumHTML {
  private let context: SumContext

  /// Prepares the page.
  public init(_ context: SumContext) { self.context = context }

  /// Writes the page in one piece.
  ///
  /// - Throws: What the sink throws, or an error of the template library, which
  ///   would be a mistake in a template.
  public func write(to sink: (String) throws -> Void) throws {
    let words = SumWords(context)
    let head = PageHead(
      kicker: "Sums of gradients", title: context.title, command: context.command,
      version: context.version, verdict: words.conclusion, facts: "\(words.extent).",
      remarks: words.notes)
    let values: [String: Any] = [
      "hasChart": false, "tables": words.tables(limit: .max).map(\.values),
      "limitsTitle": SumWords.limitsTitle, "limits": words.limits,
    ]
    try PageTemplate.updates.write(values.merging(head.values) { $1 }, to: sink)
  }
}

extension SumWords {
  /// All tables with their titles.
  fileprivate func tables(limit: Int) -> [NamedTable] {
    let (rows, hidden) = worst(limit: limit)
    let more =
      hidden > 0 ? "\(NumberText.counted(hidden, "more tensor")) in the CSV and JSON reports." : ""
    let tables = [
      NamedTable(title: "Means", head: head, rows: self.rows, note: note),
      NamedTable(
        title: "Tensors, divided after the sum", head: worstHead, rows: rows, note: more),
    ]
    return tables.filter { !$0.rows.isEmpty }
  }
}
