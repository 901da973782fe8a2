public import GradientAudit

/// An audit as Markdown for a pull request or a job summary.
///
/// The verdict first, then the formats and the worst tensors, then the long
/// tables, folded. Always shorter than GitHub's limit for a comment: the longest
/// sections lose rows until it fits, and say how many.
public struct MarkdownReport: AuditReport {
  /// The limit in bytes of UTF-8, of which GitHub's 65,536 characters have one or
  /// more each.
  public static let byteLimit = 65_000

  private let findings: Findings
  private let context: ReportContext

  /// Prepares the report.
  public init(_ audit: Audit, _ context: ReportContext) {
    findings = Findings(audit)
    self.context = context
  }

  /// Writes the head, then one section at a time.
  public func write(to sink: (String) throws -> Void) throws {
    let (head, foot) = (self.head, self.foot)
    try sink(head)
    for section in fitted(MarkdownReport.byteLimit - head.utf8.count - foot.utf8.count) {
      try sink(section.markdown)
    }
    try sink(foot)
  }

  private func fitted(_ limit: Int) -> [MarkdownSection] {
    let sections =
      [LimitTable(context.limits).markdown, SliceTable(context.slices)?.markdown]
      .compactMap(\.self) + MarkdownSections(findings).all
    return sections.fitted(to: limit)
  }

  private var head: String {
    let summary = RecordingSummary(findings, .caret)
    let conclusion = Conclusion(findings, .caret)
    let title = MarkdownText.escaped(context.title.displayed.elided(to: 120))
    let facts = [summary.extent, summary.values].filter { !$0.isEmpty }.joined(separator: "; ")
    let remarks = (conclusion.caveats + summary.remarks).map { "- \(literal($0))\n" }.joined()
    return """
      ## \(title)

      **\(literal(conclusion.sentence))**

      \(literal(facts)).
      \(remarks.isEmpty ? "" : "\n" + remarks)

      """
  }

  private var foot: String {
    """
    <sub>fpaudit \(MarkdownText.escaped(context.version)): \
    \(MarkdownText.code(context.command, limit: 400))</sub>

    """
  }

  /// One of our own sentences; only its `<` and `*` could be syntax.
  private func literal(_ sentence: String) -> String {
    sentence.replacing("<", with: "&lt;").replacing("*", with: "&#42;")
      .replacing("|", with: "&#124;").replacing("`", with: "&#96;")
  }
}
