/// The bins of every histogram: a fixed partition of all binary64 magnitudes.
///
/// A bin is a single magnitude or all those between two of them. The single ones
/// are the powers of two and, in each binade, the values `2 - c·2^-q` times its power
/// of two, for `c` = 1, 3, 5 and any `q`. Where a rounding changes its outcome (half
/// of a format's least value, the tie below its least normal value, its greatest
/// value and the tie above that) is such a place for every format whose greatest
/// significand is all ones, or that less one or two units; multiplying by a power of
/// two moves it to another binade and leaves it one. So the counts of the bins answer
/// for every such format, every direction and every power of two as a scale, and the
/// grid depends on none of them.
///
/// Bins are numbered in the order of their magnitudes; the magnitudes of narrower
/// types are among those of binary64.
enum HistogramGrid {
  /// The bin of zero.
  static let zero: UInt32 = 0
  /// The bin of infinity alone; that of NaN comes next, and is the last.
  static let infinity = 1 + UInt32(binadeCount * slotCount)
  static let nan = infinity + 1
  static let binCount = Int(nan) + 1

  /// Binades from `2^-1074`, binary64's least value.
  private static let binadeCount = 52 + 2046
  private static let leastExponent = -1074
  /// Six for each number of bits of the distance to the next power of two.
  private static let slotCount = 6 * 53

  /// The bin that holds a magnitude, given as a bit pattern of binary64.
  @inline(__always)
  static func bin(ofMagnitude bits: UInt64) -> UInt32 {
    if bits >= infinityBits { return bits == infinityBits ? infinity : nan }
    if bits == 0 { return zero }
    let (binade, significand) = normalized(bits)
    // At most 2^52: the distance to the next power of two, in units of 2^-52 of this.
    let distance = (1 << 53) &- significand
    let shift = UInt64(truncatingIfNeeded: distance.leadingZeroBitCount)
    let aligned = distance &<< shift
    // The first three bits, 4 to 7, and whether any other is set.
    let place = 2 &* ((aligned &>> 61) &- 4) &+ (aligned &<< 3 == 0 ? 0 : 1)
    let slot = 6 &* (63 &- shift) &+ min(place, 5)
    return 1 &+ UInt32(truncatingIfNeeded: binade) &* UInt32(slotCount)
      &+ UInt32(truncatingIfNeeded: UInt64(slotCount - 1) &- slot)
  }

  /// The least magnitude of a bin, as a bit pattern of binary64.
  ///
  /// The bins of a subnormal binade of binary64 can lie between two of its values; they
  /// never occur, and their least magnitude is that of a later bin.
  static func leastMagnitude(of bin: UInt32) -> UInt64 {
    if bin == zero { return 0 }
    if bin >= infinity { return infinityBits + UInt64(bin - infinity) }
    let (binade, number) = place(of: bin)
    let slot = slotCount - 1 - number
    let (bitCount, place) = (slot / 6, slot % 6)
    // Single magnitudes at 4, 5 and 6 quarters of the highest bit; what lies between
    // two of them begins behind the one that is farther from the power of two.
    let quarters: UInt64 = [4, 5, 5, 6, 6, 8][place]
    let distance = (quarters << UInt64(bitCount)) >> 2
    let significand = (1 << 53) - distance
    let isSingle = place % 2 == 0
    if binade >= 52 {
      let field = UInt64(binade - 51)
      return (field << 52) + (significand - (1 << 52)) + (isSingle ? 0 : 1)
    }
    let shift = UInt64(52 - binade)
    let floor = significand >> shift
    let isExact = floor << shift == significand
    return isSingle && isExact ? floor : floor + 1
  }

  /// Each `floor(log2)` of finite magnitudes that are not zero, ascending.
  static var exponents: Range<Int> { leastExponent..<leastExponent + binadeCount }

  /// `floor(log2)` of the magnitudes of a bin that are finite and not zero.
  static func exponent(of bin: UInt32) -> Int {
    place(of: bin).binade + leastExponent
  }

  /// The number of a bin's binade, from the least on, and of the bin in it, for a bin of
  /// finite magnitudes that are not zero.
  @inline(__always)
  static func place(of bin: UInt32) -> (binade: Int, slot: Int) {
    let (binade, slot) = (bin &- 1).quotientAndRemainder(dividingBy: UInt32(slotCount))
    return (Int(binade), Int(slot))
  }

  /// The bin of the magnitudes of a finite bin divided by `2^exponent`; nil if there is
  /// none, or if binary64 does not hold all of them exactly.
  static func bin(_ bin: UInt32, dividedByPowerOfTwo exponent: Int) -> UInt32? {
    let own = HistogramGrid.exponent(of: bin) - exponent
    guard (-1022...1023).contains(own), (-1022...1022).contains(exponent) else { return nil }
    return UInt32(Int(bin) - exponent * slotCount)
  }

  /// The bins of the magnitudes with a `floor(log2)`.
  static func bins(ofExponent exponent: Int) -> Range<UInt32> {
    let first = 1 + UInt32((exponent - leastExponent) * slotCount)
    return first..<first + UInt32(slotCount)
  }

  /// Whether a bin begins at a magnitude, so that whole bins lie below and above it.
  static func hasEdge(at magnitude: UInt64) -> Bool {
    leastMagnitude(of: bin(ofMagnitude: magnitude)) == magnitude
  }

  private static let infinityBits = Double.infinity.bitPattern

  /// The number of the binade from `2^-1074` on, and 53 bits of significand.
  @inline(__always)
  private static func normalized(_ bits: UInt64) -> (binade: UInt64, significand: UInt64) {
    let field = bits &>> 52
    if field > 0 { return (field &+ 51, bits & ((1 << 52) - 1) | (1 << 52)) }
    let shift = UInt64(truncatingIfNeeded: bits.leadingZeroBitCount) &- 11
    return (52 &- shift, bits &<< shift)
  }
}
