/// What is to be known of values beside their keys, lane by lane, each as something that is
/// found without a branch.
struct Survey<Source: KeyedSource> {
  private typealias Lanes = Source.Lanes

  /// The least non-zero magnitudes less one: zero wraps to the top.
  private var leastLessOne = Lanes(repeating: .max)
  /// The greatest finite magnitudes less infinity, which wraps to the top.
  private var greatestLessInfinity = Lanes(repeating: 0)
  /// The least gaps of `KeyArithmetic`.
  private var leastGap = Lanes(repeating: .max)

  /// Adds values.
  @inline(__always)
  mutating func add(magnitudes: Source.Lanes) {
    leastLessOne = leastLessOne.least(magnitudes &- Lanes(repeating: 1))
    greatestLessInfinity = greatestLessInfinity.greatest(
      magnitudes &- Lanes(repeating: Source.infinity))
  }

  /// Adds the gaps of values.
  @inline(__always)
  mutating func add(gaps: Source.Lanes) { leastGap = leastGap.least(gaps) }

  /// Adds other values.
  @inline(__always)
  mutating func merge(_ other: Survey) {
    leastLessOne = leastLessOne.least(other.leastLessOne)
    greatestLessInfinity = greatestLessInfinity.greatest(other.greatestLessInfinity)
    leastGap = leastGap.least(other.leastGap)
  }

  /// Whether one of the values is subnormal, or has such a gap or a smaller one.
  @inline(__always)
  func hasSubnormal(orGapUpTo gap: Source.Bits) -> Bool {
    Lanes.isAnySet(
      leastLessOne .< Lanes(repeating: Source.fractionMask),
      leastGap .< Lanes(repeating: gap &+ 1))
  }

  /// The finite non-zero magnitudes from the least to the greatest.
  var finiteRange: ClosedRange<Source.Bits>? {
    let greatest = greatestLessInfinity.max() &+ Source.infinity
    return greatest == 0 || greatest >= Source.infinity ? nil : leastLessOne.min() &+ 1...greatest
  }
}
