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
  func whole<Bits: FixedWidthInteger & UnsignedInteger>(
    _ significand: Bits, shift: Bits, depth: Bits, mask: Bits, isOdd: Bits, negative: Bits,
    random: UInt32
  ) -> Bits
}

/// A direction that is an addend.
protocol AddendDirection: KernelDirection {
  static func addend<Bits: FixedWidthInteger & UnsignedInteger>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits
}

extension AddendDirection {
  static var isRandom: Bool { false }

  @inline(__always)
  func whole<Bits: FixedWidthInteger & UnsignedInteger>(
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
  static func addend<Bits: FixedWidthInteger & UnsignedInteger>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { (mask &>> 1) &+ (isOdd & mask) }
}

struct TiesToAway: AddendDirection {
  @inline(__always)
  static func addend<Bits: FixedWidthInteger & UnsignedInteger>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask &- (mask &>> 1) }
}

struct TowardZero: AddendDirection {
  @inline(__always)
  static func addend<Bits: FixedWidthInteger & UnsignedInteger>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { 0 }
}

struct TowardPositive: AddendDirection {
  @inline(__always)
  static func addend<Bits: FixedWidthInteger & UnsignedInteger>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask & ~negative }
}

struct TowardNegative: AddendDirection {
  @inline(__always)
  static func addend<Bits: FixedWidthInteger & UnsignedInteger>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask & negative }
}

struct AwayFromZero: AddendDirection {
  @inline(__always)
  static func addend<Bits: FixedWidthInteger & UnsignedInteger>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask }
}

struct ToOdd: AddendDirection {
  @inline(__always)
  static func addend<Bits: FixedWidthInteger & UnsignedInteger>(
    mask: Bits, isOdd: Bits, negative: Bits
  ) -> Bits { mask & (isOdd &- 1) }
}

/// Stochastic rounding: the same comparison as the reference's, in 64 bits.
struct Stochastic: KernelDirection {
  /// N.
  let bitCount: UInt64
  let variant: StochasticRounding.Variant

  init(_ rule: StochasticRounding) {
    bitCount = UInt64(rule.randomBitCount)
    variant = rule.variant
  }

  static var isRandom: Bool { true }

  @inline(__always)
  func whole<Bits: FixedWidthInteger & UnsignedInteger>(
    _ significand: Bits, shift: Bits, depth: Bits, mask: Bits, isOdd: Bits, negative: Bits,
    random: UInt32
  ) -> Bits {
    let cut = UInt64(truncatingIfNeeded: significand & mask)
    let reach = awayCount(cut, depth: UInt64(truncatingIfNeeded: depth))
    let draw = UInt64(random) &>> (32 &- bitCount)
    let away: Bits = draw &+ reach >= 1 &<< bitCount ? 1 : 0
    return (significand &>> shift) &+ away
  }

  @inline(__always)
  private func awayCount(_ cut: UInt64, depth: UInt64) -> UInt64 {
    switch variant {
    case .a: scaled(cut, depth, by: bitCount)
    case .b: (scaled(cut, depth, by: bitCount &+ 1) &+ 1) &>> 1
    case .c: scaledToEven(cut, depth)
    }
  }

  /// `floor(cut · 2^(count - depth))`.
  @inline(__always)
  private func scaled(_ cut: UInt64, _ depth: UInt64, by count: UInt64) -> UInt64 {
    depth > count ? cut &>> min(depth &- count, 63) : cut &<< (count &- depth)
  }

  @inline(__always)
  private func scaledToEven(_ cut: UInt64, _ depth: UInt64) -> UInt64 {
    let whole = scaled(cut, depth, by: bitCount)
    // What is cut a second time: nothing when all of it fits, all when none does.
    let shift = depth > bitCount ? min(depth &- bitCount, 63) : 0
    let mask: UInt64 = (1 &<< shift) &- 1
    return (cut &+ (mask &>> 1) &+ (whole & 1 & mask)) &>> shift &+ (shift == 0 ? whole &- cut : 0)
  }
}
