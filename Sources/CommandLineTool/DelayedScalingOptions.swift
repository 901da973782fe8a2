internal import ArgumentParser
internal import GradientAudit

/// How scales for each tensor follow from the steps before.
struct DelayedScalingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The recorded steps before that a tensor's delayed scale looks at. (default: 1024)",
      valueName: "number"))
  var history: Int?

  @Option(
    help: ArgumentHelp(
      "The powers of two that a tensor's own scale keeps free. (default: 0)", valueName: "number"))
  var margin: Int?

  func validate() throws {
    let limit = DelayedScaling.limit
    if let history, !(1...limit).contains(history) {
      throw ValidationError("--history \(history) is outside 1...\(limit)")
    }
    if let margin, !(0...limit).contains(margin) {
      throw ValidationError("--margin \(margin) is outside 0...\(limit)")
    }
  }

  /// The rule that the options describe.
  var scaling: DelayedScaling {
    let usual = DelayedScaling()
    return DelayedScaling(
      historyLength: history ?? usual.historyLength, margin: margin ?? usual.margin)
  }

  /// The options that differ from their defaults, as they are written on a command line.
  var words: [String] {
    let usual = DelayedScaling()
    return
      (scaling.historyLength == usual.historyLength
      ? [] : ["--history", "\(scaling.historyLength)"])
      + (scaling.margin == usual.margin ? [] : ["--margin", "\(scaling.margin)"])
  }
}
