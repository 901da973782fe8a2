import FloatEmulation
import GradientAudit

/// Advice as Markdown for a pull request or a job summary.
///
/// Always shorter than GitHub's limit for a comment.
public struct AdviceMarkdown {
  private let context: AdviceContext
  private let words: AdviceWords
  private let tables: AdviceTable

  /// Prepares the report.
  public init(_ context: AdviceContext) {
    self.context = context
    words = AdviceWords(context, .caret)
    tables = AdviceTable(words)
  }

  /// Writes the head, then one section at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try MarkdownDocument(
      title: context.title, verdict: words.conclusion, facts: "\(words.extent).",
      remarks: scalers + words.notes, sections: sections,
      limits: ("What advice cannot know", AdviceWords.limits), command: context.command,
      version: context.version
    ).write(to: sink)
  }

  private var scalers: [String] {
    context.advice.compactMap { advice in
      words.scaler(advice).map { "\(advice.format.name): \($0)" }
    }
  }

  private var sections: [MarkdownSection] {
    let formats = MarkdownSection(
      "Scales", head: AdviceTable.formatsHead, tables.formats, note: words.safe)
    let scales = MarkdownSection(
      "A scale for each tensor", head: AdviceTable.tensorScalesLongHead, tables.tensorScales,
      note: words.tensorScales)
    let others = context.advice.indices.compactMap { index -> MarkdownSection? in
      let rows = tables.others(context.plans[index])
      return rows.isEmpty
        ? nil
        : MarkdownSection(
          "Not at the scale of all: \(context.advice[index].format.name.displayed)",
          head: AdviceTable.othersHead, rows)
    }
    let steps = MarkdownSection(
      "Safe scales at each step", head: tables.stepsHead, tables.steps, isFolded: true)
    return [formats, scales] + others + [steps]
  }
}
