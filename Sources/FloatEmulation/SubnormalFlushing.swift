/// Which subnormal values are taken for a zero of the same sign.
public struct SubnormalFlushing: OptionSet, Hashable, Sendable {
  /// The choices as bits.
  public let rawValue: UInt8

  /// Creates a set of choices from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A source value that is subnormal in its own format (DAZ).
  public static let operands = SubnormalFlushing(rawValue: 1 << 0)
  /// A result that is subnormal in the target format after rounding (FTZ).
  public static let results = SubnormalFlushing(rawValue: 1 << 1)
}
