import GradientAudit

/// What became of updates for the terminal, in at most 80 columns.
public struct UpdateText {
  private let context: UpdateContext
  private let words: UpdateWords
  private let table: UpdateTable
  private static let width = TextReport.width
  private static let tensorLimit = 10

  /// Prepares the report.
  public init(_ context: UpdateContext) {
    self.context = context
    words = UpdateWords(context, .caret)
    table = UpdateTable(words)
  }

  /// Writes one paragraph at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let limits = "\(UpdateWords.limitsTitle). " + words.limits.joined(separator: " ")
    let paragraphs = [
      headline, formats, sizes, worst, squares, words.notes.flatMap(wrapped), wrapped(limits),
      wrapped(words.conclusion),
    ]
    for (index, lines) in paragraphs.filter({ !$0.isEmpty }).enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  private var headline: [String] {
    [context.title.displayed.elided(to: UpdateText.width)] + wrapped("\(words.extent).")
  }

  private var formats: [String] { lines(table.head, table.formats) + wrapped(table.note) }

  private var sizes: [String] { lines(table.sizeHead, table.sizes) + wrapped(table.sizeNote) }

  private var worst: [String] {
    let (rows, hidden) = table.worst(limit: UpdateText.tensorLimit)
    if rows.isEmpty { return [] }
    let rest =
      hidden > 0 ? ["And \(NumberText.counted(hidden, "more tensor")); --csv writes all."] : []
    return lines(["most lost, to nearest"] + table.worstHead.dropFirst(), rows) + rest
  }

  private var squares: [String] {
    let rows = table.squares
    return rows.isEmpty ? [] : lines(table.squareHead, rows) + wrapped(table.squareNote)
  }

  private func lines(_ head: [String], _ rows: [[String]]) -> [String] {
    TextTable.lines(head, rows, width: UpdateText.width)
  }

  private func wrapped(_ text: String) -> [String] {
    TextWrapping.lines(text, width: UpdateText.width)
  }
}
