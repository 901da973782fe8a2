import GradientAudit

/// The values of the page's template.
struct PageModel {
  let findings: Findings
  let context: ReportContext
  private let summary: RecordingSummary
  private let conclusion: Conclusion

  init(_ findings: Findings, _ context: ReportContext) {
    self.findings = findings
    self.context = context
    summary = RecordingSummary(findings, .superscript)
    conclusion = Conclusion(findings, .superscript)
  }

  /// Every name that the template uses, with its value.
  var values: [String: Any] {
    let head = self.head
    let charts = findings.focus.map { PageCharts(findings, $0).values } ?? [:]
    return head.merging(charts) { $1 }.merging(tail) { $1 }
  }

  private var head: [String: Any] {
    let head = PageHead(
      kicker: "Gradient audit", title: context.title, command: context.command,
      version: context.version, verdict: conclusion.sentence,
      facts: "\(summary.extent). \(summary.values.capitalisedFirst).",
      remarks: conclusion.caveats + summary.remarks)
    return head.values.merging(["hasCharts": !findings.isEmpty && findings.focus != nil]) { $1 }
  }

  private var tail: [String: Any] {
    let tables = PageTables(findings, context)
    return [
      "tables": tables.open,
      "foldedTables": tables.folded,
      "definitions": definitions.map { ["term": $0.0, "text": $0.1] },
    ]
  }

  private var definitions: [(String, String)] {
    let (wording, plan) = (Wording(notation: .superscript), findings.audit.plan)
    let scaling = wording.scaling(plan.arithmetic)
    return PageModel.outcomes + (wording.rounding(plan).map { [("Rounded", $0)] } ?? [])
      + (scaling.map { [("Scaled", "\($0) \(PageModel.single)")] } ?? [])
      + PageModel.reading
  }

  private static let single =
    "The product is rounded to fp32, as by grad.float() * scale, and then into the format."

  private static let outcomes = [
    (
      "Underflow",
      "The recorded value is finite and not zero, but zero in the format: the gradient is lost."
    ),
    ("Subnormal", "The result is non-zero and below the least normal value: precision is lost."),
    (
      "Overflow",
      "The value, rounded with unbounded exponent, exceeds the greatest finite value of the format."
    ),
  ]

  private static let reading = [
    (
      "Shares",
      "Of the values recorded as finite and not zero. Zeros, infinities and NaNs of the recording "
        + "are counted on their own. For each tensor and cell the seven outcomes sum to the count."
    ),
    (
      "Safe",
      "No more than the tolerated share becomes zero and nothing overflows. Every power of two that "
        + "a loss scale can be, 2⁻¹²⁶ to 2¹²⁷, was tried, exactly."
    ),
    (
      "Recommended",
      "The safe scale nearest to 1 that keeps a factor of 16 from both ends of the safe range, or "
        + "the middle of a narrower range."
    ),
    (
      "What this cannot see",
      "Each recorded value is scaled and rounded, as if stored: sums and products inside the "
        + "backward pass are not replayed, and a loss scale would have changed later steps. "
        + "Recordings in 16 bits have lost their small values before."
    ),
  ]
}

extension String {
  /// The text with a capital at its beginning, unless it begins with a name such
  /// as `fp16`, where a digit follows.
  var capitalisedFirst: String {
    let word = prefix { $0 != " " && $0 != ":" }
    guard let first, !word.contains(where: \.isNumber) else { return self }
    return first.uppercased() + dropFirst()
  }
}
