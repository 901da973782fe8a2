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
  @OptionGroup var sweep: SweepOptions
  @OptionGroup var limits: LimitOptions
  @Option(
    help: ArgumentHelp(
      "Say where lost values cluster, by a second reading: axis.", valueName: "what"))
  var by: ValueGrouping?

  @OptionGroup var reports: ReportOptions

  @OptionGroup var threads: ThreadOptions

  func validate() throws { try reports.validate() }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput(reports.paths, among: input.paths + limits.baseline)
    try input.reading.checkTensors(of: [input.paths, limits.baseline])
    let plan = plan.plan(
      at: sweep.scales, answering: limits.limits.map(\.limit),
      recordedAt: input.reading.recordedScale)
    let audit = try audit(input.paths, plan)
    let baseline = limits.baseline.isEmpty ? nil : try self.audit(limits.baseline, plan)
    let run = LimitRun(limits, audit, baseline: baseline, input.reading)
    let slices =
      by == nil
      ? nil
      : try SliceRun(
        audit, input.reading, threadCount: threads.count)
    try Diagnostics.report(problems: slices?.problems ?? [], warnings: [])
    try reports.write(audit, words, limits: run.reported, slices: slices?.slices)
    try run.report(quiet: reports.quiet)
    if audit.entries.isEmpty && audit.problems.isEmpty && audit.uncountedCount == 0 {
      try Diagnostics.reportNothing("audited", audit.unaudited, input)
    }
    let isWhole = audit.problems.isEmpty && slices?.problems.isEmpty ?? true
    return audit.entries.isEmpty || !isWhole ? .failure : run.status
  }

  /// The options that make the same audit again.
  private var words: [String] {
    plan.words + sweep.words + input.reading.words + limits.words
      + (by.map { ["--by", $0.rawValue] } ?? [])
  }

  /// Audits files, with progress, and says what could not be read.
  private func audit(_ paths: [String], _ plan: AuditPlan) throws -> Audit {
    let progress = ProgressLine()
    let auditor = Auditor(
      plan, threadCount: threads.count, progress: progress.show)
    let audit = auditor.audit(Recording(paths: paths, options: input.reading.options))
    progress.erase()
    try Diagnostics.report(problems: audit.problems, warnings: audit.warnings)
    return audit
  }
}
