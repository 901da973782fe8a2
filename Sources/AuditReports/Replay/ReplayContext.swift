public import GradientAudit

/// A replay with a title and its provenance, for the reports of it.
public struct ReplayContext: Sendable {
  /// What was replayed, such as the recording's name.
  public let title: String
  /// The command line that made the report.
  public let command: String
  /// The version of fpaudit.
  public let version: String
  let replay: Replay
  /// Scalers that were left out, since a sequence has nothing that they follow.
  let leftOut: [LossScaler]

  /// Names a replay.
  public init(
    _ replay: Replay, title: String, command: String, version: String,
    leftOut: [LossScaler] = []
  ) {
    self.replay = replay
    self.title = title
    self.command = command
    self.version = version
    self.leftOut = leftOut
  }
}

/// A replay in one output format.
///
/// The same replay and context always give the same bytes.
public protocol ReplayReport {
  /// Prepares a report.
  init(_ context: ReplayContext)

  /// Hands the report to a sink, piece by piece and in order.
  ///
  /// - Throws: What the sink throws; the rest is not written then.
  func write(to sink: (String) throws -> Void) throws
}
