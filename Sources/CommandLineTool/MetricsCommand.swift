internal import ArgumentParser
internal import AuditReports
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

  @OptionGroup var arithmetic: ArithmeticOptions

  @OptionGroup var rules: RuleOptions
  @OptionGroup var choice: StepOptions

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
    let (tensors, isWhole) = try choice.tensors(of: input, "measured")
    if tensors.isEmpty { return .failure }
    let progress = TensorProgress(tensors)
    let reader = MetricsReader(query, threadCount: threads.count, progress: progress.show)
    let found = tensors.compactMap { tensor in
      progress.begin(tensor)
      return reader.metrics(of: tensor)
    }
    reader.finish()
    progress.erase()
    try Diagnostics.report(problems: reader.problems, warnings: reader.warnings)
    try Output.write(
      [
        (csv, MetricsCSV(query, found).write),
        (json, { try $0(MetricsJSON(query, found).json()) }),
      ], page: MetricsText(query, found).write)
    return isWhole && reader.problems.isEmpty ? .success : .failure
  }

  private var query: MetricsQuery {
    MetricsQuery(
      formats.formats.flatMap { format in
        scales.scales.map { AuditCell(rules.projection(format), at: $0) }
      }, arithmetic: arithmetic.scaleArithmetic)
  }
}
