import FloatEmulation
import GradientAudit

/// A replay for the terminal, in at most 80 columns.
public struct ReplayText: ReplayReport {
  private let context: ReplayContext
  private let words: ReplayWords
  private let table: ReplayTable
  private static let width = TextReport.width

  /// Prepares the report.
  public init(_ context: ReplayContext) {
    self.context = context
    words = ReplayWords(context, .caret)
    table = ReplayTable(words)
  }

  /// Writes one paragraph at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let paragraphs = [headline, scalers, skipped, notes, limits, wrapped(words.conclusion)]
    for (index, lines) in paragraphs.filter({ !$0.isEmpty }).enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  private var headline: [String] {
    [context.title.displayed.elided(to: ReplayText.width)] + wrapped(words.extent)
  }

  private var scalers: [String] {
    lines(table.head, table.scalers) + wrapped(table.note)
  }

  private var skipped: [String] {
    let (rows, hidden) = table.skipped
    guard !rows.isEmpty else { return ["No step is skipped."] }
    let rest =
      hidden > 0
      ? ["And \(NumberText.counted(hidden, "more step")) skipped; --csv writes all."] : []
    return lines(table.skippedHead, rows.map(narrowed)) + rest
  }

  /// A row whose last cell, the names, has what room there is left.
  private func narrowed(_ row: [String]) -> [String] {
    guard context.replay.sequence == nil, let names = row.last else { return row }
    return row.dropLast() + [names.elided(to: context.replay.runs.count > 1 ? 22 : 34)]
  }

  private var notes: [String] { words.notes.flatMap(wrapped) }

  private var limits: [String] {
    wrapped("What a replay cannot know. " + ReplayWords.limits.joined(separator: " "))
  }

  private func lines(_ head: [String], _ rows: [[String]]) -> [String] {
    TextTable.lines(head, rows, width: ReplayText.width)
  }

  private func wrapped(_ text: String) -> [String] {
    TextWrapping.lines(text, width: ReplayText.width)
  }
}
