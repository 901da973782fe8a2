import FloatEmulation
import GradientAudit

/// What a recording advises, for the terminal, in at most 80 columns.
public struct AdviceText {
  private let context: AdviceContext
  private let words: AdviceWords
  private let tables: AdviceTable
  private static let width = TextReport.width
  /// How many tensors with a choice of their own are shown.
  private static let tensorLimit = 10

  /// Prepares the report.
  public init(_ context: AdviceContext) {
    self.context = context
    words = AdviceWords(context, .caret)
    tables = AdviceTable(words)
  }

  /// Writes one paragraph at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let paragraphs =
      [recording, formats, tensorScales] + context.advice.indices.map(details) + [notes]
    for (index, lines) in paragraphs.filter({ !$0.isEmpty }).enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  private var recording: [String] {
    [context.title.displayed.elided(to: AdviceText.width)] + wrapped(words.extent)
  }

  private var formats: [String] {
    lines(AdviceTable.formatsHead, tables.formats, AdviceTable.formatsGroups) + wrapped(words.safe)
  }

  /// What a scale of its own for each tensor gives.
  private var tensorScales: [String] {
    lines(AdviceTable.tensorScalesHead, tables.tensorScales, AdviceTable.tensorScalesGroups)
      + wrapped(words.tensorScales)
  }

  private func details(_ index: Int) -> [String] {
    let advice = context.advice[index]
    let sentences = [
      words.verdict(advice), words.movement(advice), words.scaler(advice),
      words.conflict(advice).map { "\($0)." },
    ]
    return wrapped(sentences.compactMap(\.self).joined(separator: " "))
      + assignments(context.plans[index])
  }

  /// The tensors that do not share the scale.
  private func assignments(_ plan: PrecisionPlan) -> [String] {
    let others = tables.others(plan)
    if others.isEmpty { return [] }
    let shown = Array(others.prefix(AdviceText.tensorLimit))
    let hidden = others.count - shown.count
    return Array(lines(AdviceTable.othersHead, shown, ["", "", ""]).dropFirst())
      + (hidden > 0 ? ["And \(NumberText.grouped(hidden)) more; --json writes all."] : [])
  }

  private var notes: [String] { words.notes.flatMap(wrapped) }

  private func lines(_ head: [String], _ rows: [[String]], _ groups: [String]) -> [String] {
    TextTable(groups: groups, head: head, rows: rows).lines(width: AdviceText.width)
  }

  private func wrapped(_ text: String) -> [String] {
    TextWrapping.lines(text, width: AdviceText.width)
  }
}
