internal import ArgumentParser
internal import AuditReports
internal import FloatEmulation
internal import GradientAudit

/// `fpaudit compare`: the values of a dump on which two stacks differ.
struct CompareCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Count and list the values of a dump on which two stacks differ.",
    discussion: """
      The stacks are presets, see `fpaudit presets`. A difference is of the kind overflow, \
      flush (a subnormal taken for zero), nan or rounding. All NaNs count as one unless \
      --nan-payload asks for their codes.

      EXAMPLES
        fpaudit compare torch-2.12 torch grads/ --format e4m3fn
        fpaudit compare avx512_bf16 torch-bf16 grads/
        fpaudit compare f16c f16c-rtz grads/ --all --csv differences.csv --counts counts.csv
      """)

  @Argument(help: "The first preset.", transform: { try parsePreset($0) })
  var first: Preset

  @Argument(help: "The second preset.", transform: { try parsePreset($0) })
  var second: Preset

  @OptionGroup var input: InputOptions

  @Option(
    help: "The format, where the presets share more than one.",
    completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: { try FormatList.format($0) })
  var format: FloatFormat?

  @Flag(help: "Let NaNs of different codes differ.")
  var nanPayload = false

  @Option(help: ArgumentHelp("List so many differences.", valueName: "number"))
  var limit = 10

  @Flag(help: "List all differences.")
  var all = false

  @Option(help: ArgumentHelp("Write the list as CSV; - is standard output.", valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Write the counts of each tensor as CSV; - is standard output.", valueName: "file"))
  var counts: String?

  func validate() throws {
    guard limit >= 0 else { throw ValidationError("--limit \(limit) is no number of values") }
    try OutputTarget.requireDistinct(files)
    guard input.reading.recordedScale == nil else {
      throw ValidationError("recorded values are compared as they are; leave out --recorded-scale")
    }
    _ = try chains()
  }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput(files, among: input.paths)
    let (first, second) = try chains()
    let recording = try input.recording()
    let progress = ProgressLine()
    let comparer = StackComparer(
      first, second, comparesNaNs: nanPayload, limit: all ? .max : limit, progress: progress.show)
    let comparison = comparer.compare(recording)
    progress.erase()
    try Diagnostics.report(problems: comparison.problems, warnings: comparison.warnings)
    let names = (self.first.name, self.second.name)
    let lines = ComparisonCSV(comparison, format: first.format)
    try Output.write(
      [(csv, lines.writeDifferences), (counts, lines.writeCounts)],
      page: ComparisonText(comparison, names: names, format: first.format).write)
    if comparison.tensors.isEmpty && comparison.problems.isEmpty {
      try Diagnostics.reportNothing("compared", comparison.unaudited, input)
    }
    return comparison.tensors.isEmpty || !comparison.problems.isEmpty ? .failure : .success
  }

  private var files: [String] { [csv, counts].compactMap(\.self) }

  private func chains() throws -> (ProjectionChain, ProjectionChain) {
    let format = try format ?? sharedFormat()
    guard format.bitWidth <= 32 else {
      throw ValidationError("`\(format.name)` has more than 32 bits, which are not compared")
    }
    return (try first.requiredChain(to: format), try second.requiredChain(to: format))
  }

  /// The one format that both presets know.
  private func sharedFormat() throws -> FloatFormat {
    let shared = first.catalogueFormats.filter(second.catalogueFormats.contains)
    if shared.count == 1 { return shared[0] }
    let names = shared.map(\.name).joined(separator: ", ")
    throw ValidationError(
      shared.isEmpty
        ? "`\(first.name)` and `\(second.name)` share no format of the catalogue; give --format"
        : "`\(first.name)` and `\(second.name)` share \(names); choose one with --format")
  }
}
