internal import ArgumentParser
internal import GradientAudit

/// Which steps are replayed.
struct StreamOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Steps without a recording: o for a clean one, X for an overflow.", valueName: "oX"),
    transform: { try StreamOptions.sequence($0) })
  var sequence: OverflowSequence?

  @Option(
    name: .customLong("repeat"),
    help: ArgumentHelp("Replay the steps so many times over.", valueName: "number"))
  var times: Int?

  @Option(
    help: ArgumentHelp(
      "Replay so many steps: from the first again where they end.", valueName: "number"))
  var steps: Int?

  func validate() throws {
    guard times == nil || steps == nil else {
      throw ValidationError("--repeat and --steps both say how long; leave out one of them")
    }
    for (option, number) in [("--repeat", times), ("--steps", steps)] {
      if let number, number < 1 {
        throw ValidationError("\(option) \(number) is no number of steps; write at least 1")
      }
    }
  }

  /// How long the replay is.
  var length: ReplayLength { steps.map { .steps($0) } ?? .times(times ?? 1) }

  /// The options as they are written on a command line.
  var words: [String] {
    (sequence.map { ["--sequence", $0.description] } ?? [])
      + (times.map { ["--repeat", "\($0)"] } ?? []) + (steps.map { ["--steps", "\($0)"] } ?? [])
  }

  private static func sequence(_ text: String) throws -> OverflowSequence {
    do {
      return try OverflowSequence(text)
    } catch {
      throw ValidationError(error.description)
    }
  }
}
