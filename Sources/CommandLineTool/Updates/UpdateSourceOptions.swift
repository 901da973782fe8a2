internal import ArgumentParser
internal import GradientAudit

/// The recordings that updates are made of.
struct UpdateSourceOptions: ParsableArguments {
  @Option(
    name: [.long, .customLong("before")], parsing: .upToNextOption,
    help: ArgumentHelp(
      "The weights before the update: tensor files, or directories of them.", valueName: "paths"),
    completion: .file())
  var weights: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The gradients, from which an optimizer makes updates.", valueName: "paths"),
    completion: .file())
  var gradients: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "The weights after the update, which is the difference.", valueName: "paths"),
    completion: .file())
  var after: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("SGD: the momentum buffers before the first step.", valueName: "paths"),
    completion: .file())
  var momentumBuffer: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Adam: the first moments before the first step.", valueName: "paths"),
    completion: .file())
  var expAvg: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Adam: the second moments before the first step.", valueName: "paths"),
    completion: .file())
  var expAvgSq: [String] = []

  @Option(
    help: ArgumentHelp(
      "Instead: sum the gradients of so many recorded steps, as if they were micro-batches.",
      valueName: "number"))
  var accumulate: Int?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Instead: sum the gradients of ranks, a recording each.", valueName: "paths"),
    completion: .file())
  var ranks: [String] = []

  @Option(
    help: ArgumentHelp(
      "The optimizer's steps before the first recorded one. (default: by the step's number where "
        + "moments are given, else 0)", valueName: "number"))
  var stepsBefore: Int?

  @OptionGroup var reading: ReadingOptions

  /// All paths that are read.
  var paths: [String] {
    weights + gradients + after + momentumBuffer + expAvg + expAvgSq + ranks
  }

  /// Whether gradients are summed, and nothing is updated.
  var areSummed: Bool { accumulate != nil || !ranks.isEmpty }

  /// The recordings.
  ///
  /// - Throws: `TensorChoiceError` if a pattern of `--tensors` matches nothing.
  func inputs() throws -> UpdateInputs {
    try reading.checkTensors(of: [weights, gradients, after])
    // A loss scale is in gradients alone.
    var plain = reading.options
    plain.recordedScale = .one
    func recording(_ paths: [String]) -> Recording { Recording(paths: paths, options: plain) }
    let source: UpdateInputs.Source =
      !gradients.isEmpty
      ? .gradients(Recording(paths: gradients, options: reading.options))
      : after.isEmpty ? .nextStep : .after(recording(after))
    var inputs = UpdateInputs(weights: recording(weights), source)
    let first = momentumBuffer + expAvg
    inputs.firstMoments = first.isEmpty ? nil : recording(first)
    inputs.secondMoments = expAvgSq.isEmpty ? nil : recording(expAvgSq)
    return inputs
  }

  /// The gradients that are summed.
  ///
  /// - Throws: `TensorChoiceError` if a pattern of `--tensors` matches nothing.
  func sumInputs() throws -> SumInputs {
    try reading.checkTensors(of: [gradients] + ranks.map { [$0] }, withRanks: ranks.isEmpty)
    // Ranks are found among all names, and names are plain then.
    var options = reading.options
    options.tensors = .all
    if let accumulate {
      return .microBatches(Recording(paths: gradients, options: options), count: accumulate)
    }
    return .ranks(ranks.map { Recording(paths: [$0], options: options) })
  }

  /// The options as they are written on a command line.
  var words: [String] {
    let lists = [
      ("--weights", weights), ("--gradients", gradients), ("--after", after),
      ("--momentum-buffer", momentumBuffer), ("--exp-avg", expAvg), ("--exp-avg-sq", expAvgSq),
      ("--ranks", ranks),
    ]
    return lists.flatMap { name, paths in paths.isEmpty ? [] : [name] + paths }
      + (accumulate.map { ["--accumulate", "\($0)"] } ?? [])
      + (stepsBefore.map { ["--steps-before", "\($0)"] } ?? []) + reading.words
  }
}
