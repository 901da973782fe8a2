internal import ArgumentParser
internal import GradientAudit

/// How many threads work.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Threads that read and count; the answer is the same for any. (default: all processors)",
      valueName: "number"))
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads) is outside 1...1024")
    }
  }

  /// The number that was given, or that of the processors.
  var count: Int { threads ?? Auditor.processorCount }
}
