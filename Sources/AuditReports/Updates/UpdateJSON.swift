import GradientAudit

/// What became of updates as JSON of the schema `fpaudit.updates/1`.
///
/// One line for each tensor, and for each tensor at each step. A member that does not apply
/// is left out. The schema only grows.
public struct UpdateJSON {
  private let context: UpdateContext
  private let line = JSONLine()

  /// The name of the schema.
  public static let schema = "fpaudit.updates/1"

  /// Prepares the report.
  public init(_ context: UpdateContext) { self.context = context }

  /// Writes one line at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let (audit, query) = (context.audit, context.audit.query)
    let words = UpdateWords(context, .caret)
    let generator = JSONGenerator(version: context.version, command: context.command)
    try sink("{\n\"schema\": \(line.encoded(UpdateJSON.schema)),\n")
    try sink("\"generator\": \(line.encoded(generator)),\n")
    try sink("\"title\": \(line.encoded(context.title)),\n")
    try sink("\"query\": \(line.encoded(JSONUpdateQuery(audit))),\n")
    try sink("\"notes\": \(line.encoded(words.notes)),\n")
    try sink("\"cannotKnow\": \(line.encoded(words.limits)),\n")
    try sink("\"total\": \(line.encoded(JSONUpdateTally(audit.total, query))),\n")
    try line.write(
      "tensors", audit.tensors.lazy.map { JSONUpdateRollup($0, query) }, to: sink)
    try line.write("entries", audit.entries.lazy.map { JSONUpdateEntry($0, query) }, to: sink)
    try line.write("unaudited", audit.unaudited.map { JSONUnaudited($0) }, to: sink)
    try line.write("warnings", audit.warnings.map { JSONProblem($0) }, to: sink)
    try line.write("problems", audit.problems.map { JSONProblem($0) }, to: sink, isLast: true)
    try sink("}\n")
  }
}
