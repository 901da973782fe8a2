public import GradientAudit

/// Everything that an audit knows, as JSON of the schema `fpaudit.audit/1`.
///
/// One line for each top-level member and each element of `entries`, `tensors`
/// and `steps`, so that two reports can be compared by lines. Counts are exact
/// integers, magnitudes and scales shortest round-trip decimals. A member that
/// does not apply is left out; there is no `null`. The schema only grows.
///
/// The members are described in `AuditReports/README.md`, and formally in
/// `Reports/schemas/fpaudit.audit-1.json`.
public struct JSONReport: AuditReport {
  private let audit: Audit
  private let context: ReportContext
  private let line = JSONLine()

  /// The name of the schema.
  public static let schema = "fpaudit.audit/1"

  /// Prepares the report.
  public init(_ audit: Audit, _ context: ReportContext) {
    self.audit = audit
    self.context = context
  }

  /// Writes one line at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try sink("{\n")
    try sink("\"schema\": \(line.encoded(JSONReport.schema)),\n")
    try sink(
      "\"generator\": \(line.encoded(JSONGenerator(version: context.version, command: context.command))),\n"
    )
    try sink("\"title\": \(line.encoded(context.title)),\n")
    try sink("\"plan\": \(line.encoded(JSONPlan(audit.plan))),\n")
    try sink("\"total\": \(line.encoded(JSONTally(audit.total, audit.plan))),\n")
    if !context.limits.isEmpty {
      try line.write("limits", context.limits.map { JSONLimit($0) }, to: sink)
    }
    if let slices = context.slices {
      try line.write("slices", JSONSlices.all(slices), to: sink)
    }
    try line.write("verdicts", audit.verdicts.map { JSONVerdict($0) }, to: sink)
    try line.write("tensors", audit.tensors.lazy.map { JSONTensor($0, audit.plan) }, to: sink)
    try line.write("steps", audit.steps.lazy.map { JSONStep($0, audit.plan) }, to: sink)
    try line.write("entries", audit.entries.lazy.map { JSONEntry($0, audit.plan) }, to: sink)
    try line.write("unaudited", audit.unaudited.map { JSONUnaudited($0) }, to: sink)
    try line.write("ignored", audit.ignored, to: sink)
    if !audit.notes.isEmpty {
      try line.write("notes", audit.notes.map { JSONNote($0) }, to: sink)
    }
    try line.write("warnings", audit.warnings.map { JSONProblem($0) }, to: sink)
    try line.write("problems", audit.problems.map { JSONProblem($0) }, to: sink, isLast: true)
    try sink("}\n")
  }
}
