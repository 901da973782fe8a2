/// The exceptions that one rounding signals (IEEE 754-2019, clause 7, default
/// handling; division by zero cannot happen here).
public struct StatusFlags: OptionSet, Hashable, Sendable {
  /// The flags as bits.
  public let rawValue: UInt8

  /// Creates a set of flags from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The result differs from the exact value (7.6).
  public static let inexact = StatusFlags(rawValue: 1 << 0)
  /// The result is inexact and tiny: rounded with unbounded exponent it is
  /// below the least normal value (7.5, tininess detected after rounding).
  public static let underflow = StatusFlags(rawValue: 1 << 1)
  /// Rounded with unbounded exponent, the value exceeds the greatest finite
  /// magnitude (7.4).
  public static let overflow = StatusFlags(rawValue: 1 << 2)
  /// The source is a signaling NaN (7.2 a), or the result is no stand-in for it: an
  /// infinity or NaN that the format does not have or a rule saturates, a negative
  /// value or zero that becomes NaN.
  public static let invalid = StatusFlags(rawValue: 1 << 3)

  /// The names of the flags that are raised, in a fixed order.
  public var names: [String] {
    let all: [(StatusFlags, String)] = [
      (.invalid, "invalid"), (.overflow, "overflow"), (.underflow, "underflow"),
      (.inexact, "inexact"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}
