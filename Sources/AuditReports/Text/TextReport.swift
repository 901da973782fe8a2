import FloatEmulation
public import GradientAudit

/// An audit for the terminal, in at most 80 columns.
///
/// The formats, the worst tensors, what looks wrong, and as its last words the
/// verdict.
public struct TextReport: AuditReport {
  /// The columns of the terminal that a report counts on.
  public static let width = 80
  /// How many of the worst tensors are shown.
  static let tensorLimit = 10

  private let findings: Findings
  private let context: ReportContext
  private let style: TextStyle
  private let wording = Wording(notation: .caret)

  /// Prepares the report, without colours.
  public init(_ audit: Audit, _ context: ReportContext) {
    self.init(audit, context, style: .plain)
  }

  /// Prepares the report.
  public init(_ audit: Audit, _ context: ReportContext, style: TextStyle) {
    findings = Findings(audit)
    self.context = context
    self.style = style
  }

  /// Writes one paragraph at a time.
  public func write(to sink: (String) throws -> Void) throws {
    let paragraphs = [headline, formats, tensors, slices, notes, limits, verdict].filter {
      !$0.isEmpty
    }
    for (index, lines) in paragraphs.enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  private var headline: [String] {
    let summary = RecordingSummary(findings, .caret)
    let title = context.title.displayed.elided(to: TextReport.width)
    return [style.emphasised(title)]
      + TextWrapping.lines(summary.extent, width: TextReport.width)
      + TextWrapping.lines(summary.values, width: TextReport.width)
  }

  private var formats: [String] {
    guard !findings.isEmpty else { return [] }
    let audit = findings.audit
    let table = TextTable(
      groups: ["", "safe", "", "", "without a scale", "", "recommended"],
      head: ["format", "scales", "underflow", "subnormal", "overflow", "scale", "underflow"],
      rows: findings.verdicts.map(row))
    let notes = [
      wording.sharesOf(audit.total),
      "Safe: at most \(audit.plan.tolerance) underflow, no overflow.",
      wording.rules(audit.plan),
    ]
    return lines(table) + subdued(notes.compactMap(\.self).joined(separator: " "))
  }

  private func row(_ verdict: FormatVerdict) -> [String] {
    [
      findings.label(verdict),
      wording.window(verdict.window),
      ShareText.underflow(verdict.unscaled),
      ShareText.percent(verdict.unscaled.subnormal, of: verdict.unscaled.finiteNonzero),
      ShareText.overflow(verdict.unscaled),
      wording.recommended(verdict),
      verdict.recommended.map(ShareText.underflow) ?? "–",
    ]
  }

  private var tensors: [String] {
    guard let focus = findings.focus, !findings.isEmpty else { return [] }
    let worst = findings.losing
    guard !worst.isEmpty else {
      return ["No tensor loses a value in \(findings.label(focus.verdict)) without a scale."]
    }
    let rows = worst.prefix(TextReport.tensorLimit).map { row($0, focus) }
    return lines(tensorTable(rows, focus)) + subdued(remainder(worst.count))
  }

  private func tensorTable(_ rows: [[String]], _ focus: Focus) -> TextTable {
    let isScaled = focus.exponent != 0
    return TextTable(
      groups: ["", "", "\(findings.label(focus.verdict)) without a scale"]
        + (isScaled ? ["at \(wording.notation.power(focus.exponent))"] : []) + ["safe"],
      head: ["worst tensors", "underflow", "overflow"] + (isScaled ? ["lost"] : []) + ["scales"],
      rows: rows)
  }

  private func row(_ tensor: TensorOutcomes, _ focus: Focus) -> [String] {
    let tally = tensor.rollup.tally
    let scaled = focus.exponent == 0 ? [] : [ShareText.lost(findings.outcomesInFocus(tally, focus))]
    return [
      tensor.rollup.tensor.displayed, ShareText.underflow(tensor.counts),
      ShareText.overflow(tensor.counts),
    ] + scaled + [wording.window(tally.scaleWindow(projection: focus.verdict.projection))]
  }

  private func remainder(_ losing: Int) -> String {
    let hidden = max(0, losing - TextReport.tensorLimit)
    let intact = findings.audit.tensors.count - losing
    let parts =
      (hidden > 0 ? ["\(NumberText.counted(hidden, "more tensor")) with a loss"] : [])
      + (intact > 0 ? ["\(NumberText.counted(intact, "tensor")) without"] : [])
    return parts.isEmpty ? "" : "And \(parts.joined(separator: ", "))."
  }

  private var notes: [String] {
    (RecordingSummary(findings, .caret).remarks + Conclusion(findings, .caret).caveats)
      .flatMap { TextWrapping.lines($0, width: TextReport.width) }
  }

  private var slices: [String] {
    SliceTable(context.slices)?.textLines(width: TextReport.width) ?? []
  }

  private var limits: [String] { LimitTable(context.limits).textLines(width: TextReport.width) }

  private var verdict: [String] {
    let lines = TextWrapping.lines(Conclusion(findings, .caret).sentence, width: TextReport.width)
    let isGood = findings.verdicts.allSatisfy { $0.recommendedExponent != nil }
    return lines.map { isGood ? style.good($0) : style.bad($0) }
  }

  private func lines(_ table: TextTable) -> [String] {
    table.lines(width: TextReport.width).enumerated()
      .map { $0.offset < 2 ? style.subdued($0.element) : $0.element }
  }

  private func subdued(_ text: String) -> [String] {
    TextWrapping.lines(text, width: TextReport.width).map(style.subdued)
  }
}
