import GradientAudit

/// A replay as JSON of the schema `fpaudit.replay/1`.
///
/// One line for each scaler's head and each step. A member that does not apply is left
/// out; a scale that has become infinite is the text `inf`. The schema only grows.
public struct ReplayJSON: ReplayReport {
  private let context: ReplayContext
  private let line = JSONLine()

  /// The name of the schema.
  public static let schema = "fpaudit.replay/1"

  /// Prepares the report.
  public init(_ context: ReplayContext) { self.context = context }

  /// Writes one line at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let words = ReplayWords(context, .caret)
    let generator = JSONGenerator(version: context.version, command: context.command)
    try sink("{\n\"schema\": \(line.encoded(ReplayJSON.schema)),\n")
    try sink("\"generator\": \(line.encoded(generator)),\n")
    try sink("\"title\": \(line.encoded(context.title)),\n")
    try sink("\"stream\": \(line.encoded(JSONReplayStream(context.replay))),\n")
    try sink("\"notes\": \(line.encoded(words.notes)),\n")
    try sink("\"cannotKnow\": \(line.encoded(ReplayWords.limits)),\n\"scalers\": [")
    var separator = "\n"
    for (index, run) in context.replay.runs.enumerated() {
      try sink("\(separator){\"summary\": \(line.encoded(JSONScalerRun(index, context.replay))),\n")
      try sink("\"rows\": [")
      try write(run, to: sink)
      try sink("]}")
      separator = ",\n"
    }
    let warnings = context.replay.warnings.map { JSONProblem($0) }
    let problems = context.replay.problems.map { JSONProblem($0) }
    try sink("\n],\n\"warnings\": \(line.encoded(warnings)),\n")
    try sink("\"problems\": \(line.encoded(problems))\n}\n")
  }

  private func write(_ run: ScalerRun, to sink: (String) throws -> Void) throws {
    var separator = "\n"
    for row in run.rows {
      try sink(separator + line.encoded(JSONReplayRow(row, run, context.replay)))
      separator = ",\n"
    }
  }
}
