public import FloatEmulation

/// A value behind a breach.
public struct LimitExample: Hashable, Sendable {
  /// The index along each axis; empty for a 0-d tensor.
  public let index: [Int]
  /// The value as the shortest decimal that reads back.
  public let value: String
  /// Its bits as hexadecimal digits, in the width of its type.
  public let bits: String
  /// What becomes of it.
  public let outcome: Outcome

  /// Names a value.
  public init(index: [Int], value: String, bits: String, outcome: Outcome) {
    self.index = index
    self.value = value
    self.bits = bits
    self.outcome = outcome
  }
}
