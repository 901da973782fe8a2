internal import ArgumentParser

/// Where the values that a trace lists go.
struct TraceFileOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Write the list as CSV; - is standard output.", valueName: "file"))
  var csv: String?

  @Option(
    help: ArgumentHelp("Write the list as JSON lines; - is standard output.", valueName: "file"))
  var jsonl: String?

  @Option(
    help: ArgumentHelp(
      "Write masks into a directory, which is made if need be.", valueName: "directory"))
  var masks: String?

  func validate() throws { try OutputTarget.requireDistinct([csv, jsonl]) }

  /// Whether standard output is taken.
  var takeStandardOutput: Bool {
    [csv, jsonl].compactMap(\.self).contains { OutputTarget($0).isStandardOutput }
  }
}
