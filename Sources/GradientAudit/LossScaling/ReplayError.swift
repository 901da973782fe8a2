/// Why a replay cannot be made.
public enum ReplayError: Error, Hashable, Sendable, CustomStringConvertible {
  /// More rows than can be kept.
  case tooLong

  /// What is wrong, and what to do.
  public var description: String {
    "the replay is too long; at most \(Replayer.rowLimit) rows (steps times scalers) are kept"
  }
}
