internal import ArgumentParser
internal import AuditReports
internal import FloatEmulation
internal import GradientAudit

/// `fpaudit advise`: which scale, which scaler, which format for which tensor.
struct AdviseCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "advise",
    abstract: "Say which scales serve: for the run, each step, each tensor; write a plan.",
    discussion: """
      A scale is safe when no more than the tolerated share of the finite non-zero values \
      becomes zero and nothing overflows; every power of two is looked at, exactly. The plan \
      (--json) keeps a tensor at the scale of all where that is safe for it, else gives it a \
      scale of its own, and keeps it in fp32 where no scale serves. --csv writes the safe \
      scales of each tensor at each step.

      EXAMPLES
        fpaudit advise grads/
        fpaudit advise grads/ --formats fp16,e5m2,e4m3fn --tolerance 10ppm --json plan.json
        fpaudit advise grads/ --html advice.html --markdown advice.md
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var plan: PlanOptions
  @OptionGroup var scaling: DelayedScalingOptions
  @OptionGroup var reports: ReportOptions
  @OptionGroup var threads: ThreadOptions

  func validate() throws { try reports.validate() }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput(reports.paths, among: input.paths)
    let recording = try input.recording()
    let progress = ProgressLine()
    let auditor = Auditor(plan.plan(), threadCount: threads.count, progress: progress.show)
    let audit = auditor.audit(recording)
    progress.erase()
    try Diagnostics.report(problems: audit.problems, warnings: audit.warnings)
    if audit.entries.isEmpty {
      if audit.problems.isEmpty {
        try Diagnostics.reportNothing("advised on", audit.unaudited, input)
      }
      return .failure
    }
    let context = AdviceContext(
      audit, title: reports.title(of: input.paths), scaling: scaling.scaling, command: command,
      version: FPAuditCommand.version)
    try reports.write(
      csv: AdviceCSV(context).write, json: AdviceJSON(context).write,
      html: AdviceHTML(context).write, markdown: AdviceMarkdown(context).write,
      page: AdviceText(context).write)
    return audit.problems.isEmpty ? .success : .failure
  }

  /// The command that gives the same advice.
  private var command: String {
    Shell.command("advise", input.paths, input.reading.words + plan.words + scaling.words)
  }
}
