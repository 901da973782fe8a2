internal import ArgumentParser
internal import GradientAudit

/// Which steps of a recording are meant.
struct StepOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only these steps, such as 1,10..20.", valueName: "list"),
    transform: { try StepList(text: $0) })
  var steps: StepList?

  /// The tensors of a recording that are meant, and whether all headers could be read.
  ///
  /// Says on standard error what could not be read, and why there is nothing.
  ///
  /// - Parameter verb: What is done with tensors, such as `traced`.
  /// - Throws: `TensorChoiceError` if a pattern or a step is nowhere.
  func tensors(
    of input: InputOptions, _ verb: String
  ) throws -> (tensors: [RecordedTensor], isWhole: Bool) {
    let index = RecordingIndex(try input.recording())
    try Diagnostics.report(problems: index.problems, warnings: [])
    let chosen = try TensorChoice(index, steps).tensors
    if chosen.isEmpty && index.problems.isEmpty {
      try Diagnostics.reportNothing(verb, index.unaudited, input)
    }
    return (chosen, index.problems.isEmpty)
  }
}
