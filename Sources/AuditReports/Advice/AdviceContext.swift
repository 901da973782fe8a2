public import GradientAudit

/// An audit and what it advises, for the reports of it.
public struct AdviceContext: Sendable {
  /// What the recording is called.
  public let name: String
  /// The command line that made the report.
  public let command: String
  /// The version of fpaudit.
  public let version: String
  let audit: Audit
  let advice: [FormatAdvice]
  /// For each advice.
  let plans: [PrecisionPlan]

  /// Names an audit.
  public init(_ name: String, _ audit: Audit, command: String, version: String) {
    (self.name, self.audit, self.command, self.version) = (name, audit, command, version)
    advice = audit.advice
    plans = advice.map { PrecisionPlan(audit, $0) }
  }
}
