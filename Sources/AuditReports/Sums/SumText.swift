import GradientAudit

/// What became of sums for the terminal, in at most 80 columns.
public struct SumText {
  private let context: SumContext
  private let words: SumWords
  private static let width = TextReport.width
  private static let tensorLimit = 10

  /// Prepares the report.
  public init(_ context: SumContext) {
    self.context = context
    words = SumWords(context)
  }

  /// Writes one paragraph at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let limits = "\(SumWords.limitsTitle). " + words.limits.joined(separator: " ")
    let paragraphs = [
      [context.title.displayed.elided(to: SumText.width)] + wrapped("\(words.extent)."),
      TextTable.lines(words.head, words.rows, width: SumText.width) + wrapped(words.note),
      worst, words.notes.flatMap(wrapped), wrapped(limits), wrapped(words.conclusion),
    ]
    for (index, lines) in paragraphs.filter({ !$0.isEmpty }).enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  /// The tensors that fare worst, where the formats leave room for their names.
  private var worst: [String] {
    let (rows, hidden) = words.worst(limit: SumText.tensorLimit)
    if rows.isEmpty || context.audit.query.formats.count > 6 { return [] }
    let rest =
      hidden > 0 ? ["And \(NumberText.counted(hidden, "more tensor")); --csv writes all."] : []
    return TextTable.lines(words.worstHead, rows, width: SumText.width) + rest
  }

  private func wrapped(_ text: String) -> [String] {
    TextWrapping.lines(text, width: SumText.width)
  }
}
