internal import ArgumentParser
internal import AuditReports
internal import FloatEmulation
internal import GradientAudit

/// `fpaudit diff`: what became worse from one recording to another.
struct DiffCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two recordings: what became worse, better, new or missing.",
    discussion: """
      Tensors are matched by their names. What counts is the share of the finite, non-zero \
      values that is lost, by underflow or overflow; shares are compared exactly. Without \
      --scales, each recording is looked at under its own best scale. The exit code does \
      not depend on what is found: limits with `baseline` are for that, see `fpaudit help \
      audit`.

      EXAMPLES
        fpaudit diff before/ after/
        fpaudit diff before/ after/ --formats fp16,e5m2 --scales 2^10 --by-step --csv changes.csv
      """)

  @Argument(help: "The first recording: a file or a directory.", completion: .file())
  var before: String

  @Argument(help: "The second recording.", completion: .file())
  var after: String

  @OptionGroup var plan: PlanOptions
  @OptionGroup var sweep: SweepOptions
  @OptionGroup var reading: ReadingOptions
  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Compare tensors step by step, and not over all steps.")
  var byStep = false

  @Option(
    help: ArgumentHelp("Write every tensor as CSV; - is standard output.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Write everything as JSON; - is standard output.", valueName: "file"))
  var json: String?

  func validate() throws { try OutputTarget.requireDistinct(files) }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput(files, among: [before, after])
    try reading.checkTensors(of: [[before], [after]])
    let plan = plan.plan(at: sweep.scales)
    let first = try audit(before, plan)
    let second = try audit(after, plan)
    let difference = AuditDifference(
      from: first, to: second, atBestScale: sweep.scales == nil, byStep: byStep)
    try write(
      DifferenceContext(
        (before, first), (after, second), difference, command: command,
        version: FPAuditCommand.version))
    for cell in difference.cells where !cell.isExact { try warn(cell) }
    let audits = [first, second]
    return audits.contains { $0.entries.isEmpty || !$0.problems.isEmpty } ? .failure : .success
  }

  private var files: [String] { [csv, json].compactMap(\.self) }

  private func audit(_ path: String, _ plan: AuditPlan) throws -> Audit {
    let progress = ProgressLine()
    let auditor = Auditor(plan, threadCount: threads.count, progress: progress.show)
    let audit = auditor.audit(Recording(paths: [path], options: reading.options))
    progress.erase()
    try Diagnostics.report(problems: audit.problems, warnings: audit.warnings)
    if audit.entries.isEmpty && audit.problems.isEmpty {
      try Diagnostics.reportNothing("compared", audit.unaudited, [path])
    }
    return audit
  }

  private func warn(_ cell: CellDifference) throws {
    try Output.whileRead {
      try Output.error.write(
        "fpaudit: warning: a histogram does not tell exactly what \(cell.format.name) does at "
          + "\(cell.scaleBefore); what is in doubt counts as lost\n")
    }
  }

  private func write(_ context: DifferenceContext) throws {
    try Output.write(
      [
        (csv, { try DifferenceCSV(context).write(to: $0) }),
        (json, { try DifferenceJSON(context).write(to: $0) }),
      ], page: { try DifferenceText(context).write(to: $0) })
  }

  /// The command that makes the same comparison.
  private var command: String {
    Shell.command(
      "diff", [before, after],
      reading.words + plan.words + sweep.words + (byStep ? ["--by-step"] : []))
  }
}
