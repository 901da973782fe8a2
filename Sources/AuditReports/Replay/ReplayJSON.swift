import GradientAudit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A replay as JSON of the schema `fpaudit.replay/1`.
///
/// One line for each scaler's head and each step. A member that does not apply is left
/// out; a scale that has become infinite is the text `inf`. The schema only grows.
public struct ReplayJSON: ReplayReport {
  private let context: ReplayContext
  private let encoder = JSONEncoder()

  /// The name of the schema.
  public static let schema = "fpaudit.replay/1"

  /// Prepares the report.
  public init(_ context: ReplayContext) {
    self.context = context
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  /// Writes one line at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let words = ReplayWords(context, .caret)
    let generator = JSONGenerator(
      ReportContext(title: "", command: context.command, version: context.version))
    try sink("{\n\"schema\": \(encoded(ReplayJSON.schema)),\n")
    try sink("\"generator\": \(encoded(generator)),\n")
    try sink("\"title\": \(encoded(context.title)),\n")
    try sink("\"stream\": \(encoded(JSONReplayStream(context.replay))),\n")
    try sink("\"notes\": \(encoded(words.notes)),\n")
    try sink("\"cannotKnow\": \(encoded(ReplayWords.limits)),\n\"scalers\": [")
    var separator = "\n"
    for (index, run) in context.replay.runs.enumerated() {
      try sink("\(separator){\"summary\": \(encoded(JSONScalerRun(index, context.replay))),\n")
      try sink("\"rows\": [")
      try write(run, to: sink)
      try sink("]}")
      separator = ",\n"
    }
    let warnings = context.replay.warnings.map { JSONProblem($0) }
    let problems = context.replay.problems.map { JSONProblem($0) }
    try sink("\n],\n\"warnings\": \(encoded(warnings)),\n")
    try sink("\"problems\": \(encoded(problems))\n}\n")
  }

  private func write(_ run: ScalerRun, to sink: (String) throws -> Void) throws {
    var separator = "\n"
    for row in run.rows {
      try sink(separator + encoded(JSONReplayRow(row, run, context.replay)))
      separator = ",\n"
    }
  }

  private func encoded(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
