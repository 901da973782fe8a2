internal import ArgumentParser
internal import FloatEmulation
internal import GradientAudit

/// `fpaudit audit`: what each format does to each tensor at each scale.
struct AuditCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Count what underflows and overflows, per tensor, format and loss scale.",
    discussion: """
      The default command. Shares are of the finite, non-zero values. A scale is safe when \
      no more than the tolerated share becomes zero and nothing overflows.

      EXAMPLES
        fpaudit audit grads/
        fpaudit audit grads/ --formats fp16 --scales 2^0..2^24 --csv -
        fpaudit audit step_*.safetensors --html report.html --json audit.json
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var reports: ReportOptions

  @OptionGroup var threads: ThreadOptions

  func validate() throws { try reports.validate() }

  func status() throws -> ExitStatus {
    let progress = ProgressLine()
    let auditor = Auditor(
      plan.plan, threadCount: threads.count, progress: progress.show)
    let audit = auditor.audit(Recording(paths: input.paths))
    progress.erase()
    try Diagnostics.report(problems: audit.problems, warnings: audit.warnings)
    try reports.write(audit, plan)
    if audit.entries.isEmpty && audit.problems.isEmpty {
      try Diagnostics.reportNothing("audited", audit.unaudited, input)
    }
    return audit.entries.isEmpty || !audit.problems.isEmpty ? .failure : .success
  }
}
