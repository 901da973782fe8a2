internal import ArgumentParser
internal import AuditReports
internal import FloatEmulation
internal import GradientAudit

/// `fpaudit replay`: what loss scalers do with a recording, step by step.
struct ReplayCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Replay loss scaling on a recording: the scale, what is skipped, and why.",
    discussion: """
      At each recorded step the scaler's current scale is applied, whether a value \
      overflows is decided exactly, and the scale moves. A closed loop in the scale; the \
      gradients stay those that were recorded. With --sequence there are no values: each o \
      is a clean step, each X an overflow.

      --set applies to every scaler that has the parameter, or to one: megatron.hysteresis=1. \
      `fpaudit scalers` lists scalers and parameters.

      EXAMPLES
        fpaudit replay grads/
        fpaudit replay grads/ --scaler torch,megatron --set initial_scale=2^16 --csv -
        fpaudit replay run.fphist --scaler all --html replay.html
        fpaudit replay --sequence ooXoooX --repeat 10 --scaler deepspeed_zero
      """)

  @Argument(
    help: "The recording: tensor or histogram files, or directories.", completion: .file())
  var paths: [String] = []

  @OptionGroup var reading: ReadingOptions
  @OptionGroup var scalers: ScalerOptions

  @Option(
    help: "The format that scaled gradients are stored in. (default: fp16)",
    completion: .list(FloatFormat.catalogue.map(\.name)), transform: { try FormatList.format($0) })
  var format = FloatFormat.binary16

  @OptionGroup var stream: StreamOptions
  @OptionGroup var arithmetic: ArithmeticOptions
  @OptionGroup var reports: ReportOptions
  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    try reports.validate()
    guard paths.isEmpty == (stream.sequence != nil) else {
      throw ValidationError(
        paths.isEmpty
          ? "name a recording, or write a sequence of steps: --sequence ooXoo"
          : "a sequence is replayed without a recording; leave out one of them")
    }
    if stream.sequence != nil, let option = reading.words.first {
      throw ValidationError(
        "a sequence has no tensors and no files; leave out "
          + "\(option.split(separator: "=").first ?? "")")
    }
    guard format.isSigned else {
      throw ValidationError("`\(format.name)` has no sign: it holds scales, not gradients")
    }
  }

  func status() throws -> ExitStatus {
    try OutputTarget.requireNoInput(reports.paths, among: paths)
    let chosen = try scalers.chosen(forSequence: stream.sequence != nil)
    let replay = try replay(chosen.scalers)
    try Diagnostics.report(problems: replay.problems, warnings: replay.warnings)
    if replay.steps.isEmpty {
      if replay.problems.isEmpty {
        try Diagnostics.reportNothing("replayed", replay.unaudited, paths)
      }
      return .failure
    }
    try reports.write(
      ReplayContext(
        replay, title: replay.sequence == nil ? reports.title(of: paths) : title,
        command: Shell.command("replay", paths, words), version: FPAuditCommand.version,
        leftOut: chosen.leftOut))
    return replay.problems.isEmpty ? .success : .failure
  }

  private func replay(_ scalers: [LossScaler]) throws -> Replay {
    var query = Replayer.Query(scalers, format: format)
    query.arithmetic = arithmetic.scaleArithmetic
    query.length = stream.length
    query.countsValues =
      reports.json != nil || reports.html != nil || reports.markdown != nil || showsPage
    try reading.checkTensors(of: [paths])
    let progress = ProgressLine()
    defer { progress.erase() }
    let replayer = Replayer(query, threadCount: threads.count, progress: progress.show)
    if let sequence = stream.sequence { return try replayer.replay(sequence) }
    return try replayer.replay(Recording(paths: paths, options: reading.options))
  }

  /// Whether the summary for people is written.
  private var showsPage: Bool {
    !reports.quiet && !reports.paths.contains { OutputTarget($0).isStandardOutput }
  }

  private var title: String { reports.title ?? "a sequence" }

  /// The options that make the same replay again.
  private var words: [String] {
    reading.words + scalers.words + (format == .binary16 ? [] : ["--format", format.name])
      + stream.words
      + ArithmeticOptions.words(arithmetic.scaleArithmetic)
  }
}
