public import GradientAudit

/// Two recordings and what changed between them, for the reports of it.
public struct DifferenceContext: Sendable {
  /// What the first recording is called.
  public let nameBefore: String
  /// What the second recording is called.
  public let nameAfter: String
  /// The command line that made the report.
  public let command: String
  /// The version of fpaudit.
  public let version: String
  let before: Audit
  let after: Audit
  let difference: AuditDifference

  /// Names two audits of one plan and their difference.
  public init(
    _ before: (name: String, audit: Audit), _ after: (name: String, audit: Audit),
    _ difference: AuditDifference, command: String, version: String
  ) {
    (nameBefore, self.before) = before
    (nameAfter, self.after) = after
    self.difference = difference
    self.command = command
    self.version = version
  }
}
