/// The *key* of a value: its sign, its exponent field and its gap, rounded to a few bits.
///
/// The gap is the distance from the value's significand to 2, from `2^-trailing` to 1. The
/// grid divides a binade at gaps of one, three and five times a power of two, so a gap's
/// own exponent and its first two fraction bits, and whether any later bit is set, say in
/// which bin a value lies. (That is the gap rounded to odd; Boldo and Melquiond, "When
/// double rounding is odd", 2005.) Gaps of at most `2^-12`, which few values have, share a
/// key. A value of 16 bits is its own key.
struct KeyArithmetic<Source: HistogramSource>: Sendable {
  typealias Bits = Source.Bits

  /// The gap's fraction bits that are kept.
  private let gapBits: Int
  /// How many keys there are to an exponent field and a sign, of gaps with no later bit or
  /// of all others: one for each kept gap, and eight for a significand of 1.
  private let stride: UInt32
  /// How far the keys of gaps with no later bit lie behind the others.
  private let exactOffset: UInt32
  /// What is taken from the kept bits of a gap, so that the least becomes 0.
  private let leastKept: UInt32

  /// - Parameter gapBits: At least 2.
  init(gapBits: Int) {
    self.gapBits = gapBits
    stride = UInt32(KeyArithmetic.octaveCount << gapBits + KeyArithmetic.laneCount)
    // Not a multiple of a page: processors take addresses for equal that are pages apart.
    exactOffset = stride &<< KeyArithmetic.fieldBits &+ 24
    leastKept = UInt32(
      truncatingIfNeeded: KeyArithmetic.leastGap &>> Bits(Source.trailing - gapBits))
  }

  /// Whether values are their own keys, none of which is split.
  @inline(__always)
  static var areValues: Bool { Bits.bitWidth == 16 }

  /// The number of keys.
  var keyCount: Int {
    KeyArithmetic.areValues
      ? 1 << 16 : Int(exactOffset) + Int(stride) << KeyArithmetic.fieldBits
  }

  /// The key of a value.
  ///
  /// - Parameter index: The value's among others. Neighbours are often zero both, and adding
  ///   to one counter waits for the addition before, so they have several keys.
  @inline(__always)
  func key(_ value: Bits, index: Int) -> UInt32 {
    if KeyArithmetic.areValues { return UInt32(truncatingIfNeeded: value) }
    let gap = max(Source.gap(value & KeyArithmetic.fractionMask), KeyArithmetic.leastGap)
    let dropped = Bits(truncatingIfNeeded: Source.trailing &- gapBits)
    let field = UInt32(truncatingIfNeeded: value &>> Bits(truncatingIfNeeded: Source.trailing))
    var key = field &* stride &+ UInt32(truncatingIfNeeded: gap &>> dropped) &- leastKept
    key &+= gap & (1 &<< dropped &- 1) == 0 ? exactOffset : 0
    let lane = UInt32(truncatingIfNeeded: index) & UInt32(KeyArithmetic.laneCount &- 1)
    return key &+ (gap == KeyArithmetic.greatestGap ? lane : 0)
  }

  /// The keys of the positive values from one magnitude to another, and of others with
  /// their exponents.
  func keys(_ least: Bits, _ greatest: Bits) -> [Range<Int>] {
    if KeyArithmetic.areValues { return [Int(least)..<Int(greatest) + 1] }
    let (first, last) = (least >> Bits(Source.trailing), greatest >> Bits(Source.trailing))
    let keys = Int(first) * Int(stride)..<(Int(last) + 1) * Int(stride)
    return [keys, keys.lowerBound + Int(exactOffset)..<keys.upperBound + Int(exactOffset)]
  }

  /// The keys of positive values.
  var positiveKeys: some Sequence<Int> {
    keys(0, Bits.max / 2).joined()
  }

  /// The key of a positive key's values with the sign.
  func negative(_ key: Int) -> Int {
    KeyArithmetic.areValues
      ? key + 1 << 15 : key + Int(stride) << (KeyArithmetic.fieldBits - 1)
  }

  /// The magnitudes whose key is that of a positive value; nil where there are none.
  func magnitudes(ofKey key: Int) -> ClosedRange<Bits>? {
    if KeyArithmetic.areValues { return Bits(key)...Bits(key) }
    let isExact = key >= Int(exactOffset)
    let (field, slot) = (isExact ? key - Int(exactOffset) : key).quotientAndRemainder(
      dividingBy: Int(stride))
    guard let gaps = isExact ? exactGaps(slot) : gaps(slot) else { return nil }
    let end = Bits(field + 1) << Bits(Source.trailing)
    return end - gaps.upperBound...end - gaps.lowerBound
  }

  /// The gaps without a later bit that have a key, in units of `2^-trailing`.
  private func exactGaps(_ slot: Int) -> ClosedRange<Bits>? {
    guard let gap = gap(min(slot, slotCount)) else { return nil }
    return slot == 0 ? 1...gap : gap...gap
  }

  /// The gaps with a later bit that have a key.
  private func gaps(_ slot: Int) -> ClosedRange<Bits>? {
    guard let least = gap(slot), let end = gap(slot + 1), least + 1 < end else { return nil }
    return least + 1...end - 1
  }

  /// The least gap of a slot.
  private func gap(_ slot: Int) -> Bits? {
    let (octave, kept) = slot.quotientAndRemainder(dividingBy: 1 << gapBits)
    guard slot <= slotCount else { return nil }
    let shift = Source.trailing - KeyArithmetic.octaveCount - gapBits + octave
    return Bits(1 << gapBits + kept) << Bits(shift)
  }

  /// The slots of an exponent field: one for each kept gap below 1.
  private var slotCount: Int { Int(stride) - KeyArithmetic.laneCount }

  /// The octaves of gaps that are told apart.
  @inline(__always)
  private static var octaveCount: Int { 12 }
  @inline(__always)
  private static var laneCount: Int { 8 }
  /// The bits of a sign and an exponent field.
  @inline(__always)
  private static var fieldBits: Int { Bits.bitWidth - Source.trailing }
  @inline(__always)
  private static var fractionMask: Bits { 1 &<< Bits(Source.trailing) &- 1 }
  @inline(__always)
  private static var greatestGap: Bits { Source.gap(0) }
  @inline(__always)
  private static var leastGap: Bits { greatestGap &- Bits(octaveCount) &<< Bits(Source.trailing) }
}
