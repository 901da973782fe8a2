internal import ArgumentParser
internal import AuditReports
internal import FloatEmulation
internal import GradientAudit

/// `fpaudit trace`: the values themselves that meet certain outcomes.
struct TraceCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "List the values that underflow or overflow: step, tensor, index, bits.",
    discussion: """
      Values come by step, then by tensor, then in C order, whatever the order in the file; \
      those of --largest and --smallest by magnitude instead. Outcomes are underflow, \
      subnormal, normal, overflow, zero, infinite and nan.

      COLUMNS
        \(TraceRow.columns.prefix(7).joined(separator: ","))
        \(TraceRow.columns.dropFirst(7).joined(separator: ","))

      A mask is a .npy file of booleans, true where the outcome is a chosen one, for each \
      tensor and step: DIR/step_10.fc.weight.npy. A name that a file system might not take \
      is cut and gets a hash; DIR/masks.csv says which file is which.

      --by axis counts slices, such as the rows of a matrix. One is wholly lost if it has \
      finite non-zero values, at any of the steps, and all of them meet a chosen outcome.

      EXAMPLES
        fpaudit trace grads/ --format fp16 --scale 1024
        fpaudit trace grads/ --format fp16 --tensors 'layers.*.weight' --steps 1,10..20 --all \
      --csv lost.csv
        fpaudit trace grads/ --format e4m3fn --outcomes overflow --largest 5
        fpaudit trace grads/ --format fp16 --outcomes underflow --by axis --masks masks/
      """)

  @OptionGroup var input: InputOptions

  @Option(
    help: "The format.", completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: FormatList.format)
  var format: FloatFormat

  @Option(help: "The loss scale, such as 1024, 2^16 or 0.5. (default: 1)", transform: parseScale)
  var scale = LossScale.one

  @Option(
    help: "Which values, by outcome. (default: underflow,overflow)",
    completion: .list(Outcome.allCases.map(\.rawValue)),
    transform: { try OutcomeList(text: $0) })
  var outcomes: OutcomeList?

  @OptionGroup var choice: StepOptions
  @OptionGroup var selection: SelectionOptions

  @OptionGroup var arithmetic: ArithmeticOptions

  @OptionGroup var rules: RuleOptions
  @OptionGroup var files: TraceFileOptions

  @Option(help: ArgumentHelp("Say where they cluster: axis.", valueName: "what"))
  var by: ValueGrouping?

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try files.validate()
    try rules.requireOutcomes()
    if by != nil && query.outcomes.isDisjoint(with: Outcome.finiteNonzero) {
      throw ValidationError(
        "--by axis counts finite non-zero values; choose underflow, subnormal, normal or overflow")
    }
  }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput([files.csv, files.jsonl], among: input.paths)
    let (tensors, isWhole) = try choice.tensors(of: input, "traced")
    if tensors.isEmpty { return .failure }
    let progress = TensorProgress(tensors)
    let tracer = Tracer(query, threadCount: threads.count, progress: progress.show)
    let run = try TraceRun(tracer, files, progress).trace(tensors)
    progress.erase()
    try Diagnostics.report(problems: tracer.problems, warnings: tracer.warnings)
    if !files.takeStandardOutput { try write(run) }
    return isWhole && tracer.problems.isEmpty ? .success : .failure
  }

  private func write(_ run: TraceFindings) throws {
    let page = TraceText(run, query, isWritten: files.csv != nil || files.jsonl != nil)
    try Output.whileRead { try OutputFile.write("-", page.write) }
  }

  private var query: TraceQuery {
    TraceQuery(
      AuditCell(rules.projection(format), at: scale), arithmetic: arithmetic.scaleArithmetic,
      outcomes: outcomes?.outcomes ?? [.underflow, .overflow], selection: selection.selection,
      countsSlices: by != nil)
  }
}

private func parseScale(_ text: String) throws -> LossScale {
  guard let scale = LossScale(text) else {
    throw ValidationError(ScaleListError.notAScale(text).description)
  }
  return scale
}
