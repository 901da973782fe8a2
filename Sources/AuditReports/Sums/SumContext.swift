public import GradientAudit

/// What became of sums of gradients with a title and its provenance, for the reports of it.
public struct SumContext: Sendable {
  /// What was summed, such as the recording's name.
  public let title: String
  /// The command line that made the report.
  public let command: String
  /// The version of fpaudit.
  public let version: String
  let audit: SumAudit
  /// Whether the gradients are those of ranks; else of micro-batches.
  let isOfRanks: Bool

  /// Names an answer.
  public init(
    _ audit: SumAudit, isOfRanks: Bool, title: String, command: String, version: String
  ) {
    self.audit = audit
    self.isOfRanks = isOfRanks
    self.title = title
    self.command = command
    self.version = version
  }
}
