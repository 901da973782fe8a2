public import GradientAudit

/// An audit and what it advises, for the reports of it.
public struct AdviceContext: Sendable {
  /// What the recording is called.
  public let title: String
  /// The command line that made the report.
  public let command: String
  /// The version of fpaudit.
  public let version: String
  let audit: Audit
  let scaling: DelayedScaling
  let advice: [FormatAdvice]
  /// For each advice.
  let plans: [PrecisionPlan]

  /// Names an audit.
  ///
  /// - Parameter scaling: How scales for each tensor follow from the steps before.
  public init(
    _ audit: Audit, title: String, scaling: DelayedScaling = DelayedScaling(), command: String,
    version: String
  ) {
    (self.title, self.command, self.version) = (title, command, version)
    self.audit = audit
    self.scaling = scaling
    advice = audit.advice(scaling)
    plans = advice.map { PrecisionPlan(audit, $0) }
  }
}
