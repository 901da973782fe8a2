/// How many times as fast something can be at most: a quotient of two numbers of bytes.
public struct SpeedBound: Hashable, Sendable, CustomStringConvertible {
  /// The bytes that there were.
  public let before: UInt64
  /// The bytes that there are instead; never zero.
  public let after: UInt64

  /// nil where nothing is left to move.
  init?(_ before: UInt64, over after: UInt64) {
    if after == 0 { return nil }
    (self.before, self.after) = (before, after)
  }

  /// Two decimals, rounded up: what is bounded never exceeds what is written.
  public var description: String {
    let hundredths = (UInt128(before) * 100 + UInt128(after) - 1) / UInt128(after)
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
  }
}
