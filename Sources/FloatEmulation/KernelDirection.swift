/// A rounding direction as arithmetic without a branch.
///
/// The discarded bits of a significand are its last `shift` bits; adding the
/// direction's addend before they are cut off makes the significand grow by one
/// exactly when the direction says so. `mask` is `2^shift - 1`, zero when nothing
/// is cut off.
protocol KernelDirection: Sendable {
  /// Whether random bits are read.
  static var isRandom: Bool { get }

  /// The significand, rounded to a whole number of `2^shift`.
  ///
  /// - Parameters:
  ///   - significand: Below `2^P`, with P the source's precision.
  ///   - shift: At most `P + 1`.
  ///   - depth: How far the discarded bits reach below the significand's last
  ///     place; `shift` unless that was limited.
  ///   - isOdd: One if the code that is kept is odd, else zero.
  ///   - negative: All ones for a negative value, else zero.
  func whole<Bits: KernelBits>(
    _ significand: Bits, shift: Bits, depth: Bits, mask: Bits, isOdd: Bits, negative: Bits,
    random: UInt32
  ) -> Bits
}

/// A direction that is an addend.
protocol AddendDirection: KernelDirection {
  static func addend<Bits: KernelBits>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits
}

extension AddendDirection {
  static var isRandom: Bool { false }

  @inline(__always)
  func whole<Bits: KernelBits>(
    _ significand: Bits, shift: Bits, depth: Bits, mask: Bits, isOdd: Bits, negative: Bits,
    random: UInt32
  ) -> Bits {
    // Cannot overflow: significand < 2^P and the addend < 2^(P + 1), and the type
    // is at least eight bits wider than P.
    (significand &+ Self.addend(mask: mask, isOdd: isOdd, negative: negative)) &>> shift
  }
}

struct TiesToEven: AddendDirection {
  @inline(__always)
  static func addend<Bits: KernelBits>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { (mask &>> 1) &+ (isOdd & mask) }
}

struct TiesToAway: AddendDirection {
  @inline(__always)
  static func addend<Bits: KernelBits>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask &- (mask &>> 1) }
}

struct TowardZero: AddendDirection {
  @inline(__always)
  static func addend<Bits: KernelBits>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { 0 }
}

struct TowardPositive: AddendDirection {
  @inline(__always)
  static func addend<Bits: KernelBits>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask & ~negative }
}

struct TowardNegative: AddendDirection {
  @inline(__always)
  static func addend<Bits: KernelBits>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask & negative }
}

struct AwayFromZero: AddendDirection {
  @inline(__always)
  static func addend<Bits: KernelBits>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask }
}

struct ToOdd: AddendDirection {
  @inline(__always)
  static func addend<Bits: KernelBits>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask & (isOdd &- 1) }
}

/// Stochastic rounding: the same comparison as the reference's.
///
/// The variants round `nu · 2^N` to a whole number in three ways: A down, B to
/// the nearest with ties up, C to the nearest with ties to even.
struct Stochastic<Variant: AddendDirection>: KernelDirection {
  /// N.
  private let bitCount: Int

  init(_ rule: StochasticRounding, _: Variant) { bitCount = rule.randomBitCount }

  static var isRandom: Bool { true }

  /// - Precondition: N is at most the width of `Bits` less two.
  @inline(__always)
  func whole<Bits: KernelBits>(
    _ significand: Bits, shift: Bits, depth: Bits, mask: Bits, isOdd: Bits, negative: Bits,
    random: UInt32
  ) -> Bits {
    let count = Bits(truncatingIfNeeded: bitCount)
    let reach = awayCount(significand & mask, depth: depth, count)
    let draw = Bits(truncatingIfNeeded: random) &>> (32 &- count)
    // Both are at most 2^N, so that their sum is at most 2^(N + 1).
    return (significand &>> shift) &+ ((draw &+ reach) &>> count)
  }

  /// `nu · 2^N` as a whole number, where `nu` is `cut / 2^depth`.
  @inline(__always)
  private func awayCount<Bits: KernelBits>(
    _ cut: Bits, depth: Bits, _ count: Bits
  ) -> Bits {
    let isDeeper = Bits(mask: count.isLess(than: depth))
    let excess = (depth &- count) & isDeeper
    // The cut of a binary32 value has at most 24 bits, of a binary64 value 53: at
    // this distance it is less than a quarter.
    let limit = Bits(truncatingIfNeeded: Bits.bitWidth - 4)
    let shift = excess.replaced(by: limit, where: Bits(mask: limit.isLess(than: excess)))
    let mask: Bits = (1 &<< shift) &- 1
    let left = (count &- depth) & ~isDeeper
    let addend = Variant.addend(mask: mask, isOdd: (cut &>> shift) & 1, negative: 0)
    return ((cut &<< left) &+ addend) &>> shift
  }
}
