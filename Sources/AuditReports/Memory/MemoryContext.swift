public import GradientAudit

/// An estimate of memory with a title and its provenance, for the reports of it.
public struct MemoryContext: Sendable {
  /// What the recording is called.
  public let title: String
  /// The command line that made the report.
  public let command: String
  /// The version of fpaudit.
  public let version: String
  let estimate: MemoryEstimate

  /// Names an estimate.
  public init(_ estimate: MemoryEstimate, title: String, command: String, version: String) {
    self.estimate = estimate
    (self.title, self.command, self.version) = (title, command, version)
  }
}
