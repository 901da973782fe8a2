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
        fpaudit audit grads/ --fail-on 'fp16.underflow>0.5%' --quiet

      \(LimitLanguage.text)
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var limits: LimitOptions
  @OptionGroup var reports: ReportOptions

  @OptionGroup var threads: ThreadOptions

  func validate() throws { try reports.validate() }

  func status() throws -> ExitStatus {
    let plan = plan.plan(answering: limits.limits.map(\.limit))
    let audit = try audit(input.paths, plan)
    let baseline = limits.baseline.isEmpty ? nil : try self.audit(limits.baseline, plan)
    let run = LimitRun(limits, audit, baseline: baseline, paths: audit.sources)
    try reports.write(audit, self.plan.words + limits.words, limits: run.reported)
    try run.report(quiet: reports.quiet)
    if audit.entries.isEmpty && audit.problems.isEmpty {
      try Diagnostics.reportNothing("audited", audit.unaudited, input)
    }
    return audit.entries.isEmpty || !audit.problems.isEmpty ? .failure : run.status
  }

  /// Audits files, with progress, and says what could not be read.
  private func audit(_ paths: [String], _ plan: AuditPlan) throws -> Audit {
    let progress = ProgressLine()
    let auditor = Auditor(
      plan, threadCount: threads.count, progress: progress.show)
    let audit = auditor.audit(Recording(paths: paths))
    progress.erase()
    try Diagnostics.report(problems: audit.problems, warnings: audit.warnings)
    return audit
  }
}
