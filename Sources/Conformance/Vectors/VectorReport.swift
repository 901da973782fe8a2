/// What a check of a vector file has shown.
public struct VectorReport: Hashable, Sendable {
  /// What the vectors are, in words.
  public let description: String
  /// How many vectors were compared.
  public let vectorCount: Int
  /// How many of them differ.
  public let mismatchCount: Int
  /// How many lines could not be read as vectors.
  public let faultCount: Int
  /// The first twenty mismatches and faults, each with its line's number.
  public let examples: [String]

  /// Whether every line is a vector that agrees.
  public var isClean: Bool { mismatchCount == 0 && faultCount == 0 }
}
