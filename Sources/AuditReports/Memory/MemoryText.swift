import GradientAudit

/// An estimate of memory for the terminal, in at most 80 columns.
public struct MemoryText {
  private let context: MemoryContext
  private let words: MemoryWords
  private let table: MemoryTable
  private static let width = TextReport.width
  /// How many groups are shown.
  private static let groupLimit = 12
  /// How many recipes a table of groups has room for.
  private static let recipeLimit = 2

  /// Prepares the report.
  public init(_ context: MemoryContext) {
    self.context = context
    words = MemoryWords(context)
    table = MemoryTable(context)
  }

  /// Writes one paragraph at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let optimizers = context.estimate.optimizers.map(recipes)
    let paragraphs =
      [headline] + optimizers + [
        wrapped(MemoryTable.note(withExchange: false)), groups, notes, limits,
      ]
      + [wrapped(words.conclusion)]
    for (index, lines) in paragraphs.filter({ !$0.isEmpty }).enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  private var headline: [String] {
    [context.title.displayed.elided(to: MemoryText.width)] + wrapped(words.extent)
  }

  private func recipes(_ optimizer: Optimizer) -> [String] {
    lines(
      MemoryTable.head(optimizer, withExchange: false), table.rows(optimizer, withExchange: false))
  }

  private var groups: [String] {
    guard let optimizer = table.groupOptimizer else { return [] }
    let recipes = Array(context.estimate.recipes.prefix(MemoryText.recipeLimit))
    let rows = table.groups(recipes)
    let hidden = rows.count - 1 - MemoryText.groupLimit
    let shown = hidden > 0 ? rows.prefix(MemoryText.groupLimit) + rows.suffix(1) : rows[...]
    return lines(table.groupsHead(recipes), Array(shown))
      + wrapped(
        "Bytes kept with \(optimizer.title)."
          + (hidden > 0 ? " \(NumberText.counted(hidden, "more group")): --csv writes all." : ""))
  }

  private var notes: [String] { words.notes.flatMap(wrapped) }

  private var limits: [String] { wrapped(MemoryWords.limits.joined(separator: " ")) }

  private func lines(_ head: [String], _ rows: [[String]]) -> [String] {
    TextTable.lines(head, rows, width: MemoryText.width)
  }

  private func wrapped(_ text: String) -> [String] {
    TextWrapping.lines(text, width: MemoryText.width)
  }
}
