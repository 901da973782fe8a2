/// What a check has shown.
public struct ConformanceResult: Hashable, Sendable, Codable {
  /// The target format.
  public let format: String
  /// The rounding direction.
  public let direction: String
  /// The format of the inputs.
  public let source: String
  /// What the inputs were, in words.
  public let inputs: String
  /// How many inputs each witness was asked.
  public let inputCount: UInt64
  /// The witnesses, each compared with each.
  public let witnesses: [String]
  /// How many comparisons of a pair failed.
  public let mismatchCount: UInt64
  /// At most twenty failed comparisons.
  public let examples: [String]
  /// How long it took, in seconds.
  public let seconds: Double
}
