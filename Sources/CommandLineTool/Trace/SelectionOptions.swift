internal import ArgumentParser
internal import GradientAudit

/// Which of the values of each tensor are listed.
struct SelectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("List the first so many of each tensor. (default: 10)", valueName: "number"))
  var first: Int?

  @Flag(help: "List all.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "List so many of the largest magnitudes of each tensor.", valueName: "number"))
  var largest: Int?

  @Option(
    help: ArgumentHelp(
      "List so many of the smallest magnitudes of each tensor.", valueName: "number"))
  var smallest: Int?

  func validate() throws {
    let numbers = [first, largest, smallest].compactMap(\.self)
    guard numbers.count + (all ? 1 : 0) <= 1 else {
      throw ValidationError("give one of --first, --all, --largest and --smallest")
    }
    guard numbers.allSatisfy((0...1_000_000).contains) else {
      throw ValidationError("a number of values for each tensor is in 0...1000000, or --all")
    }
  }

  var selection: TraceSelection {
    if all { return .all }
    if let largest { return .largest(largest) }
    if let smallest { return .smallest(smallest) }
    return .first(first ?? 10)
  }
}
