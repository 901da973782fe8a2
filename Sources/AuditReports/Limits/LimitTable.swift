import GradientAudit

/// Limits as tables of the text report, the Markdown report and the page.
struct LimitTable {
  private let limits: [ReportedLimit]
  /// How many commands, and how many errors, Markdown has room for.
  private let noteLimit = 10

  init(_ limits: [ReportedLimit]) { self.limits = limits }

  /// For a terminal: a table of four columns, and why a limit has no answer.
  func textLines(width: Int) -> [String] {
    guard !limits.isEmpty else { return [] }
    let rows = limits.map { limit in
      let cells = LimitWording(limit, .caret).cells
      return [cells[0], cells[1], cells[2], cells[4]]
    }
    let table = TextTable(
      groups: ["", "", "", ""], head: ["limit", "verdict", "value", "headroom"], rows: rows)
    return Array(table.lines(width: width).dropFirst())
      + failures.flatMap { TextWrapping.lines($0, width: width) }
  }

  /// For the page.
  func page(_ table: ([String], [[String]], String?) -> [String: Any]) -> [String: Any]? {
    guard !limits.isEmpty else { return nil }
    let rows = limits.map { limit in
      LimitWording(limit, .superscript).cells.map { $0.elided(to: 200) }
    }
    return table(LimitWording.heads, rows, failures.isEmpty ? nil : failures.joined(separator: " "))
  }

  /// For Markdown.
  var markdown: MarkdownSection? {
    guard !limits.isEmpty else { return nil }
    let rows = limits.map { limit in
      var cells = LimitWording(limit, .caret).cells.map { MarkdownText.escaped($0) }
      cells[0] = MarkdownText.code(limit.limit.description)
      if let worst = limit.measurement?.worst { cells[5] = MarkdownText.code(worst.tensor) }
      return cells
    }
    let notes = failures.prefix(noteLimit).map { MarkdownText.escaped($0) } + commands
    return MarkdownSection(
      "Limits", MarkdownTable(head: LimitWording.heads, rows: rows, leftColumns: 2),
      note: notes.joined(separator: "\n\n"))
  }

  private var commands: [String] {
    limits.filter(\.isBreached).compactMap(\.command).prefix(noteLimit)
      .map { MarkdownText.code($0, limit: 400) }
  }

  private var failures: [String] {
    limits.compactMap { limit in
      guard case .failed(let error) = limit.outcome else { return nil }
      let text = "\(LimitWording(limit, .caret).expression): \(error.description.displayed)"
      return text.elided(to: 400) + "."
    }
  }
}
