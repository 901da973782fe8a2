public import GradientAudit

/// What became of updates with a title and its provenance, for the reports of it.
public struct UpdateContext: Sendable {
  /// What was asked about, such as the recording's name.
  public let title: String
  /// The command line that made the report.
  public let command: String
  /// The version of fpaudit.
  public let version: String
  let audit: UpdateAudit

  /// Names an answer.
  public init(_ audit: UpdateAudit, title: String, command: String, version: String) {
    self.audit = audit
    self.title = title
    self.command = command
    self.version = version
  }
}
