internal import ArgumentParser
internal import AuditReports
internal import GradientAudit
internal import TensorFiles

/// `fpaudit updates`: the updates that leave weights as they were.
struct UpdatesCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "updates",
    abstract: "Count the updates that never land, for weights kept in 16 bits or less.",
    discussion: """
      An update that is small beside its weight is rounded away. Counted are the non-zero \
      updates that leave a weight as it was: rounded to nearest, ties to even; stochastically, \
      as an exact expectation and in a seeded run; with Kahan summation; and in an FP32 master \
      copy.

      Updates are made of gradients by an optimizer, with the operations of PyTorch's \
      torch.optim in FP32 (or --arithmetic fp64); its state is given, or builds up over the \
      recorded steps, which are taken as consecutive. Or they are the differences of recorded \
      weights: --before and --after, or one recording of weights at several steps.

      Weights and state that were recorded at a step are taken up there; at other steps \
      they are what the step before has left. A recording of one step is where it begins.

      With --accumulate or --ranks gradients are summed in each format, divided before or \
      after that, and compared with the same in FP32.

      EXAMPLES
        fpaudit updates --weights w/ --gradients grads/ --learning-rate 1e-3
        fpaudit updates --weights w/ --gradients grads/ --optimizer adamw --learning-rate 2e-3
        fpaudit updates --before step_1.safetensors --after step_2.safetensors --csv -
        fpaudit updates --weights checkpoints/ --formats bf16,e4m3fn --html updates.html
        fpaudit updates --gradients grads/ --accumulate 4
        fpaudit updates --ranks dump/ --formats fp16        where dump/ holds rank_0/, rank_1/ …
      """)

  @OptionGroup(title: "Recordings") var source: UpdateSourceOptions
  @OptionGroup(title: "Optimizer") var optimizer: OptimizerOptions
  @OptionGroup(title: "Weights") var storage: StorageOptions
  @OptionGroup var reports: ReportOptions
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try reports.validate()
    try source.check(try optimizer.chosen())
  }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput(reports.paths, among: source.paths)
    return source.areSummed ? try sum() : try update()
  }

  private func update() throws -> ExitStatus {
    let query = storage.query(try optimizer.chosen(), stepsBefore: source.stepsBefore)
    let inputs = try source.inputs()
    let progress = ProgressLine()
    let reader = UpdateReader(query, threadCount: threads.count, progress: progress.show)
    let audit = reader.read(inputs)
    progress.erase()
    try Diagnostics.report(problems: audit.problems, warnings: audit.warnings)
    if audit.entries.isEmpty {
      return try nothing("updated", audit.problems, audit.unaudited)
    }
    let context = UpdateContext(
      audit, title: reports.title(of: source.weights), command: command,
      version: FPAuditCommand.version)
    try reports.write(
      csv: UpdateCSV(context).write, json: UpdateJSON(context).write,
      html: UpdateHTML(context).write, markdown: UpdateMarkdown(context).write,
      page: UpdateText(context).write)
    return audit.problems.isEmpty ? .success : .failure
  }

  private func sum() throws -> ExitStatus {
    let inputs = try source.sumInputs()
    let progress = ProgressLine()
    let reader = SumReader(
      storage.sumQuery(source.reading.tensors), threadCount: threads.count, progress: progress.show)
    let audit = reader.read(inputs)
    progress.erase()
    try Diagnostics.report(problems: audit.problems, warnings: audit.warnings)
    if audit.entries.isEmpty {
      if audit.addendCount < 2 && audit.problems.isEmpty {
        throw ValidationError("there is one rank; name a recording of each, or one that holds all")
      }
      if !audit.stepsLeft.isEmpty {
        throw ValidationError(
          "\(audit.stepsLeft.count) recorded steps are too few for a mean of "
            + "\(audit.addendCount)")
      }
      return try nothing("summed", audit.problems, audit.unaudited)
    }
    let context = SumContext(
      audit, isOfRanks: !source.ranks.isEmpty, title: reports.title(of: source.paths),
      command: command, version: FPAuditCommand.version)
    try reports.write(
      csv: SumCSV(context).write, json: SumJSON(context).write, html: SumHTML(context).write,
      markdown: SumMarkdown(context).write, page: SumText(context).write)
    return audit.problems.isEmpty ? .success : .failure
  }

  /// Says why there is no answer, where no problem says it.
  private func nothing(
    _ verb: String, _ problems: [TensorFileError], _ unaudited: [UnauditedTensor]
  ) throws -> ExitStatus {
    if problems.isEmpty { try Diagnostics.reportNothing(verb, unaudited, source.paths) }
    return .failure
  }

  /// The command that gives the same answer.
  private var command: String {
    Shell.command("updates", [], source.words + optimizer.words + storage.words)
  }
}
