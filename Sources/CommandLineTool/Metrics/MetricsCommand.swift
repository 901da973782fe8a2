internal import ArgumentParser
internal import FloatEmulation
internal import GradientAudit

/// `fpaudit metrics`: how accurate values remain.
struct MetricsCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics",
    abstract: "Measure how accurate the values remain: SQNR, relative errors, norms, ulps.",
    discussion: """
      Errors are those of the rounded value against the exact product with the scale. They \
      are of the finite non-zero values whose results are finite; what overflows is counted \
      by `fpaudit audit`. One that underflows has a relative error of 1.

      sqnr        10·log10(Σx² / Σ(r-x)²), in dB
      largest     of the relative errors |r-x| / |x|
      mean        of them
      lost norm   of the values that underflow, as a share of the norm of all
      cosine      of the angle between values and results
      ulp_...     how many errors are exactly 0, at most 1/8, 2/8 … of a unit in the last \
      place, or more than one

      EXAMPLES
        fpaudit metrics grads/ --formats fp16,bf16,e4m3fn --scales 1,2^10
        fpaudit metrics grads/ --formats e4m3fn --scales 2^12 --tensors '**.weight' --csv -
      """)

  @OptionGroup var input: InputOptions

  @Option(
    help: "Formats, separated by commas. (default: fp16,bf16)",
    completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: { try FormatList(text: $0) })
  var formats = FormatList([.binary16, .bfloat16])

  @Option(
    help: "Loss scales, such as 1,2^10,1000. (default: 1)",
    transform: { try ScaleList(text: $0) })
  var scales = ScaleList([.one])

  @Option(
    help:
      "How a value is scaled: exact (rounded once) or fp32 (as grad.float() * scale). (default: exact)",
    completion: .list(ScaleArithmetic.allCases.map(\.rawValue)),
    transform: { try parseArithmetic($0) })
  var scaleArithmetic = ScaleArithmetic.exact

  @OptionGroup var rules: RuleOptions
  @OptionGroup var choice: ChoiceOptions

  @Option(
    help: ArgumentHelp(
      "Write the metrics of each tensor at each step as CSV; - is standard output.",
      valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp("Write the same as JSON; - is standard output.", valueName: "file"))
  var json: String?

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try OutputTarget.requireDistinct([csv, json])
    for cell in query.cells where !AuditPlan.canAudit(cell.projection) {
      throw ValidationError("a stochastic direction leaves results to chance")
    }
  }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput([csv, json], among: input.paths)
    let index = RecordingIndex(Recording(paths: input.paths))
    try Diagnostics.report(problems: index.problems, warnings: [])
    let tensors = try TraceChoice(index, choice.tensors, choice.steps).tensors
    if tensors.isEmpty {
      if index.problems.isEmpty {
        try Diagnostics.reportNothing("measured", index.unaudited, input)
      }
      return .failure
    }
    let progress = TraceProgress(tensors)
    let reader = MetricsReader(query, threadCount: threads.count, progress: progress.show)
    let found = tensors.compactMap { tensor in
      progress.begin(tensor)
      return reader.metrics(of: tensor)
    }
    reader.finish()
    progress.erase()
    try Diagnostics.report(problems: reader.problems, warnings: reader.warnings)
    try write(MetricsPage(query, found))
    return index.problems.isEmpty && reader.problems.isEmpty ? .success : .failure
  }

  private func write(_ page: MetricsPage) throws {
    if let csv { try Output.whileRead { try OutputFile.write(csv, page.writeCSV) } }
    if let json { try Output.whileRead { try OutputFile.write(json, page.writeJSON) } }
    let files = [csv, json].compactMap(\.self)
    guard !files.contains(where: { OutputTarget($0).isStandardOutput }) else { return }
    try Output.whileRead { try OutputFile.write("-") { try $0(page.text) } }
  }

  private var query: MetricsQuery {
    MetricsQuery(
      formats.formats.flatMap { format in
        scales.scales.map { AuditCell(rules.projection(format), at: $0) }
      }, arithmetic: scaleArithmetic)
  }
}
