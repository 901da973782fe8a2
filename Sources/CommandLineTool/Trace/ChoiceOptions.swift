internal import ArgumentParser
internal import GradientAudit

/// Which tensors and steps of a recording are meant.
struct ChoiceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Only tensors whose names match, such as 'layers.*.weight,!**.bias'; * stops at . and /.",
      valueName: "patterns"),
    transform: ChoiceOptions.filter)
  var tensors: TensorFilter?

  @Option(
    help: ArgumentHelp("Only these steps, such as 1,10..20.", valueName: "list"),
    transform: { try StepList(text: $0) })
  var steps: StepList?

  private static func filter(_ text: String) throws -> TensorFilter {
    do {
      return try TensorFilter(text)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
