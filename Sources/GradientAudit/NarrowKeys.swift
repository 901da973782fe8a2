/// The keys of types of 16 bits: a value's sign and exponent field, and its gap, by itself where
/// it is small and else without its last bits, or without any.
///
/// Subnormal values have a key each, so nothing but a cut splits a key.
struct NarrowKeys<Source: HistogramSource>: KeyArithmetic where Source.Bits == UInt16 {
  /// What is added to the keys of neighbouring significands of 1.
  ///
  /// Neighbours are often zero both, and adding to one counter waits for the addition before,
  /// so they have several keys.
  private let laneNumbers: Source.Lanes

  /// Keys are as fine as 16 bits allow, whether or not bins are cut.
  init(areFine _: Bool) {
    var laneNumbers = Source.Lanes()
    for lane in laneNumbers.indices { laneNumbers[lane] = UInt16(lane) % NarrowKeys.laneCount }
    self.laneNumbers = laneNumbers
    precondition(keyCount <= 1 << 16, "more keys than 16 bits hold")
  }

  var keyCount: Int {
    let offset = Int(NarrowKeys.stride) << (NarrowKeys.fieldBits - 1)
    return 3 * offset + Int(NarrowKeys.greatestGap + NarrowKeys.laneCount)
  }

  @inline(__always)
  func keys(_ values: Source.Lanes, _ leastGap: inout Source.Lanes) -> Source.Lanes {
    let one = Source.Lanes(repeating: NarrowKeys.greatestGap)
    let zero = Source.Lanes(repeating: 0)
    let gaps = one &- (values & Source.Lanes(repeating: Source.trailingMask))
    let large = gaps.shiftedRight(by: NarrowKeys.lostBits)
    let lost = gaps & Source.Lanes(repeating: 1 &<< NarrowKeys.lostBits &- 1)
    // Small gaps are less than large ones would be, and the other way round.
    let slots = gaps.least(large &+ Source.Lanes(repeating: NarrowKeys.largeOffset))
      .replacing(
        with: large &+ Source.Lanes(repeating: NarrowKeys.exactOffset), where: lost .== zero
      )
      .replacing(
        with: gaps &+ Source.Lanes(repeating: NarrowKeys.subnormalOffset),
        where: values & Source.Lanes(repeating: Source.infinity) .== zero)
    let signsAndExponents = values.shiftedRight(
      by: UInt16(truncatingIfNeeded: Source.trailing))
    return signsAndExponents &* Source.Lanes(repeating: NarrowKeys.stride) &+ slots
      &+ zero.replacing(with: laneNumbers, where: gaps .== one)
  }

  @inline(__always)
  func maySplit(_: Extremes<Source>, _: Source.Lanes) -> Bool { false }

  func keys(_ least: UInt16, _ greatest: UInt16) -> [Range<Int>] {
    let (first, last) = (least &>> UInt16(Source.trailing), greatest &>> UInt16(Source.trailing))
    let normal = Int(first) * Int(NarrowKeys.stride)..<(Int(last) + 1) * Int(NarrowKeys.stride)
    let (subnormal, count) = (
      Int(NarrowKeys.subnormalOffset), NarrowKeys.greatestGap + NarrowKeys.laneCount
    )
    return first > 0 ? [normal] : [normal, subnormal..<subnormal + Int(count)]
  }

  func negative(_ key: Int) -> Int {
    key + Int(NarrowKeys.stride) << (NarrowKeys.fieldBits - 1)
  }

  func magnitudes(ofKey key: Int) -> ClosedRange<UInt16>? {
    if key >= Int(NarrowKeys.subnormalOffset) {
      let gap = min(UInt16(key) - NarrowKeys.subnormalOffset, NarrowKeys.greatestGap)
      let magnitude = NarrowKeys.greatestGap - gap
      return gap == 0 ? nil : magnitude...magnitude
    }
    let (field, slot) = UInt16(key).quotientAndRemainder(dividingBy: NarrowKeys.stride)
    guard field > 0, let gaps = gaps(slot) else { return nil }
    let end = (field + 1) << UInt16(Source.trailing)
    return end - gaps.upperBound...end - gaps.lowerBound
  }

  /// The gaps of normal values with a slot.
  private func gaps(_ slot: UInt16) -> ClosedRange<UInt16>? {
    let unit = 1 << NarrowKeys.lostBits as UInt16
    if slot < 4 * unit { return slot % unit == 0 ? nil : slot...slot }
    if slot > NarrowKeys.exactOffset {
      let gap = (slot - NarrowKeys.exactOffset) * unit
      if gap < NarrowKeys.greatestGap { return gap...gap }
      let lane = slot - NarrowKeys.exactOffset - NarrowKeys.greatestGap / unit
      return lane < NarrowKeys.laneCount ? NarrowKeys.greatestGap...NarrowKeys.greatestGap : nil
    }
    let gap = (slot - NarrowKeys.largeOffset) * unit
    return gap < NarrowKeys.greatestGap ? gap + 1...gap + unit - 1 : nil
  }

  @inline(__always)
  private static var laneCount: UInt16 { 8 }
  /// The bits of a sign and an exponent field.
  @inline(__always)
  private static var fieldBits: Int { 16 - Source.trailing }
  /// The gap of a significand of 1; gaps are counted in units of the last place.
  @inline(__always)
  private static var greatestGap: UInt16 { Source.trailingMask &+ 1 }
  /// How many bits large gaps lose: the more, the fewer keys, and the more values beside a cut
  /// are looked at one by one.
  @inline(__always)
  private static var lostBits: UInt16 { UInt16(truncatingIfNeeded: Source.trailing / 2 &- 1) }
  /// What is added to large gaps without these, so that their slots follow those of small ones:
  /// four times what is lost is the first large gap.
  @inline(__always)
  private static var largeOffset: UInt16 { 4 &<< lostBits &- 4 }
  /// What is added to the gaps that have none of these bits.
  @inline(__always)
  private static var exactOffset: UInt16 { largeOffset &+ greatestGap &>> lostBits }
  /// How many keys there are to a sign and an exponent field.
  ///
  /// An odd number: processors take addresses for equal that are pages apart, such as those of
  /// a value and its opposite would be.
  @inline(__always)
  private static var stride: UInt16 {
    (exactOffset &+ greatestGap &>> lostBits &+ laneCount) | 1
  }
  /// How far the keys of subnormal values and zero lie behind the others of their sign.
  @inline(__always)
  private static var subnormalOffset: UInt16 { stride &<< UInt16(fieldBits) }
}
