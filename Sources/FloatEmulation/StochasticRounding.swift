/// Stochastic rounding with N random bits (IEEE P3109 Interim Report v4.0).
///
/// `nu` is the discarded part of the significand in units in the last place, in
/// `[0, 1)`, and `R` a uniform integer in `0..<2^N`. A value that the format has
/// exactly never moves.
public struct StochasticRounding: Hashable, Sendable {
  /// How `nu` meets the random bits.
  public enum Variant: String, Hashable, Sendable, CaseIterable {
    /// Away from zero when `floor(nu · 2^N) + R >= 2^N`: `nu` is cut to N bits, a
    /// bias toward zero for small N.
    case a = "A"
    /// Away from zero when `floor(nu · 2^(N+1)) + 2R + 1 >= 2^(N+1)`: half a step
    /// added, which removes most of the bias.
    case b = "B"
    /// Away from zero when `roundTiesToEven(nu · 2^N) + R >= 2^N`.
    case c = "C"
  }

  /// N, the number of random bits of each value, `1...32`.
  public let randomBitCount: Int
  /// How `nu` meets the random bits.
  public let variant: Variant

  /// Creates a rule; nil unless `1 <= randomBitCount <= 32`.
  public init?(randomBitCount: Int, variant: Variant = .a) {
    guard (1...32).contains(randomBitCount) else { return nil }
    self.randomBitCount = randomBitCount
    self.variant = variant
  }

  /// How many of the `2^N` values of `R` round away from zero.
  ///
  /// - Parameter part: What is cut off.
  func awayCount<Bits>(_ part: DiscardedPart<Bits>) -> UInt64 {
    let count = UInt64(1) << UInt64(randomBitCount)
    let reach: UInt64 =
      switch variant {
      case .a: part.floor(scaledBy: randomBitCount)
      case .b: (part.floor(scaledBy: randomBitCount + 1) + 1) / 2
      case .c: part.roundedToEven(scaledBy: randomBitCount)
      }
    return min(reach, count)
  }

  /// Whether the significand must grow by one.
  ///
  /// - Parameter random: 32 random bits; the top N of them are `R`.
  func roundsAway<Bits>(_ part: DiscardedPart<Bits>, random: UInt32) -> Bool {
    let count = UInt64(1) << UInt64(randomBitCount)
    let draw = UInt64(random) >> UInt64(32 - randomBitCount)
    return draw + awayCount(part) >= count
  }
}
