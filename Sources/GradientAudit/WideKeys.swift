/// The keys of binary32 and binary64: a value's sign, exponent field and gap, which is rounded
/// to a few bits.
///
/// The gap is the distance from the value's significand to 2, from `2^-trailing` to 1. The
/// grid divides a binade at gaps of one, three and five times a power of two, so a gap's
/// own exponent and its first two fraction bits, and whether any later bit is set, say in
/// which bin a value lies. (That is the gap rounded to odd; Boldo and Melquiond, "When
/// double rounding is odd", 2005.) Gaps of at most `2^-15`, which few values have, share a
/// key.
struct WideKeys<Source: WideSource>: KeyArithmetic {
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
  /// What is added to the keys of neighbouring significands of 1.
  ///
  /// Neighbours are often zero both, and adding to one counter waits for the addition before,
  /// so they have several keys.
  private let laneNumbers: Source.Lanes

  init(areFine: Bool) {
    // Binary64 has eight times as many keys as binary32.
    let fineBits = Source.trailing > 23 ? 4 : 5
    gapBits = areFine ? fineBits : 2
    stride = UInt32(WideKeys.octaveCount << gapBits + WideKeys.laneCount)
    // Not a multiple of a page: processors take addresses for equal that are pages apart.
    exactOffset = stride &<< WideKeys.fieldBits &+ 24
    leastKept = UInt32(
      truncatingIfNeeded: WideKeys.leastGap &>> Bits(Source.trailing - gapBits))
    var laneNumbers = Source.Lanes()
    for lane in laneNumbers.indices { laneNumbers[lane] = Bits(lane % WideKeys.laneCount) }
    self.laneNumbers = laneNumbers
  }

  var keyCount: Int { Int(exactOffset) + Int(stride) << WideKeys.fieldBits }

  @inline(__always)
  func keys(_ values: Source.Lanes, _ leastGap: inout Source.Lanes) -> Source.Lanes {
    let gaps = Source.gaps(ofTrailing: values & Source.Lanes(repeating: Source.trailingMask))
    leastGap = leastGap.least(gaps)
    let kept = gaps.greatest(Source.Lanes(repeating: WideKeys.leastGap))
    let dropped = Bits(truncatingIfNeeded: Source.trailing &- gapBits)
    let zero = Source.Lanes(repeating: 0)
    let exact = zero.replacing(
      with: Source.Lanes(repeating: Bits(truncatingIfNeeded: exactOffset)),
      where: kept & Source.Lanes(repeating: 1 &<< dropped &- 1) .== zero)
    let lanes = zero.replacing(
      with: laneNumbers, where: kept .== Source.Lanes(repeating: WideKeys.greatestGap))
    let signsAndExponents =
      values.shiftedRight(by: Bits(truncatingIfNeeded: Source.trailing))
    return signsAndExponents &* Source.Lanes(repeating: Bits(truncatingIfNeeded: stride))
      &+ kept.shiftedRight(by: dropped)
      &- Source.Lanes(repeating: Bits(truncatingIfNeeded: leastKept)) &+ exact &+ lanes
  }

  /// Whether one of some values is subnormal, or has one of the gaps that share a key.
  @inline(__always)
  func maySplit(_ extremes: Extremes<Source>, _ leastGap: Source.Lanes) -> Bool {
    let shared = Source.Lanes(repeating: WideKeys.leastGap &+ 1)
    return Source.Lanes.isAnySet(extremes.areSubnormal, leastGap .< shared)
  }

  func keys(_ least: Bits, _ greatest: Bits) -> [Range<Int>] {
    let (first, last) = (least >> Bits(Source.trailing), greatest >> Bits(Source.trailing))
    let keys = Int(first) * Int(stride)..<(Int(last) + 1) * Int(stride)
    return [keys, keys.lowerBound + Int(exactOffset)..<keys.upperBound + Int(exactOffset)]
  }

  func negative(_ key: Int) -> Int {
    key + Int(stride) << (WideKeys.fieldBits - 1)
  }

  func magnitudes(ofKey key: Int) -> ClosedRange<Bits>? {
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
    let shift = Source.trailing - WideKeys.octaveCount - gapBits + octave
    return Bits(1 << gapBits + kept) << Bits(shift)
  }

  /// The slots of an exponent field: one for each kept gap below 1.
  private var slotCount: Int { Int(stride) - WideKeys.laneCount }

  /// The octaves of gaps that are told apart.
  @inline(__always)
  private static var octaveCount: Int { 15 }
  @inline(__always)
  private static var laneCount: Int { 8 }
  /// The bits of a sign and an exponent field.
  @inline(__always)
  private static var fieldBits: Int { Bits.bitWidth - Source.trailing }
  @inline(__always)
  private static var greatestGap: Bits { Source.gaps(ofTrailing: Source.Lanes(repeating: 0))[0] }
  @inline(__always)
  private static var leastGap: Bits { greatestGap &- Bits(octaveCount) &<< Bits(Source.trailing) }
}
