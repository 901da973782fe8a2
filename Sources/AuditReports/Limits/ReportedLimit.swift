public import GradientAudit

/// A limit with what became of it, for reports and for the terminal.
public struct ReportedLimit: Hashable, Sendable {
  /// What follows from a breach.
  public enum Level: String, Hashable, Sendable {
    /// The run fails.
    case fail
    /// The breach is reported.
    case warn
  }

  /// What became of a limit: kept or breached, or why it has no answer.
  public enum Outcome: Hashable, Sendable {
    /// It was held against the recording.
    case evaluated(LimitResult)
    /// It has no answer, which is an error.
    case failed(LimitEvaluationError)
  }

  /// The limit.
  public let limit: Limit
  /// What follows from a breach.
  public let level: Level
  /// What became of it.
  public let outcome: Outcome
  /// The command that lists the values behind a breach; nil where there is none.
  public let command: String?
  /// One of these values, of the worst tensor; nil where there is none, or where the
  /// values are not at hand.
  public let example: LimitExample?

  /// Reports a limit.
  public init(
    _ limit: Limit, _ level: Level, _ outcome: Outcome, command: String?,
    example: LimitExample? = nil
  ) {
    self.limit = limit
    self.level = level
    self.outcome = outcome
    self.command = command
    self.example = example
  }

  /// What was found; nil where nothing was.
  public var measurement: LimitMeasurement? {
    if case .evaluated(let result) = outcome { result.measurement } else { nil }
  }

  /// Whether the limit was breached.
  public var isBreached: Bool { measurement?.isBreached ?? false }

  /// Whether the limit has no answer.
  public var hasFailed: Bool { if case .failed = outcome { true } else { false } }
}
