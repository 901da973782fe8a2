internal import FloatEmulation

/// Where the cuts of a partition lie among the values of one source type.
///
/// The *key* of a magnitude is its top 16 bits, doubled, plus one if any lower
/// bit is set: the magnitude rounded to odd (Boldo and Melquiond, "When double
/// rounding is odd", 2005). So each even key is one exact value, each odd key an
/// open interval between two of them. Nearly all cuts fall between keys; only
/// the values of a key that a cut splits have to be compared with that cut.
struct MagnitudeIndex<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  static var keyCount: Int { 1 << 16 }

  /// The format of the source.
  let source: FloatFormat
  /// The partition's cuts as source magnitudes, ascending, with repeats where
  /// the source has no value between two cuts.
  let cuts: [Bits]
  /// For each key, the interval of its least magnitude.
  let intervals: [Int32]
  /// One bit a key: whether a cut lies inside it.
  let splits: [UInt64]
  /// How many low bits a key drops, and those bits all ones.
  let dropped: Bits
  let droppedMask: Bits
  let signBit: Bits
  let infinity: Bits

  /// - Precondition: The source is IEEE-like, as wide as `Bits`.
  init(_ source: FloatFormat, _ partition: MagnitudePartition) {
    precondition(source.bitWidth == Bits.bitWidth && source.specialValues == .ieee)
    self.source = source
    signBit = Bits(truncatingIfNeeded: source.signBit)
    infinity = Bits(truncatingIfNeeded: source.infinityCode ?? 0)
    dropped = Bits(Bits.bitWidth - 16)
    droppedMask = (1 << dropped) - 1
    cuts = sourceCuts(partition, below: signBit, source)

    var intervals: [Int32] = []
    var splits = [UInt64](repeating: 0, count: MagnitudeIndex.keyCount / 64)
    intervals.reserveCapacity(MagnitudeIndex.keyCount)
    var interval = 0
    for key in 0..<MagnitudeIndex.keyCount {
      let range = MagnitudeIndex.magnitudes(ofKey: key, dropped)
      while interval < cuts.count && cuts[interval] <= range.least { interval += 1 }
      intervals.append(Int32(interval))
      if interval < cuts.count && cuts[interval] <= range.greatest {
        splits[key / 64] |= 1 << UInt64(key % 64)
      }
    }
    self.intervals = intervals
    self.splits = splits
  }

  /// The key of a magnitude: floor plus ceiling is twice the floor, plus one if
  /// any dropped bit is set.
  @inline(__always)
  func key(_ magnitude: Bits) -> Int {
    // Cannot overflow: the sign bit is clear and the addend is below it.
    Int(truncatingIfNeeded: ((magnitude &+ droppedMask) &>> dropped) &+ (magnitude &>> dropped))
  }

  /// A finite source magnitude as a value.
  func value(_ magnitude: Bits) -> Double { source.decode(UInt64(magnitude)) }

  private static func magnitudes(ofKey key: Int, _ dropped: Bits) -> (least: Bits, greatest: Bits) {
    let even = Bits(key / 2) << dropped
    if key % 2 == 0 { return (even, even) }
    let mask = (Bits(1) << dropped) - 1
    return mask == 0 ? (even, even) : (even | 1, even | mask)
  }
}

/// Each cut as the least source magnitude at or above it; `limit` where the
/// source has none.
private func sourceCuts<Bits: FixedWidthInteger & UnsignedInteger>(
  _ partition: MagnitudePartition, below limit: Bits, _ source: FloatFormat
) -> [Bits] {
  partition.cuts.map { cut in
    if cut == MagnitudePartition.leastNaN { return infinityCode(source) + 1 }
    var (low, high): (Bits, Bits) = (0, infinityCode(source))
    while low < high {
      let middle = low + (high - low) / 2
      if source.decode(UInt64(middle)).bitPattern >= cut { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

private func infinityCode<Bits: FixedWidthInteger & UnsignedInteger>(
  _ source: FloatFormat
) -> Bits { Bits(truncatingIfNeeded: source.infinityCode ?? 0) }
