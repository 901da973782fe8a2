/// Counts the magnitudes of a tensor's values in a single pass over its chunks.
///
/// One counter serves many tensors, one after the other.
struct MagnitudeCounter<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  private let index: MagnitudeIndex<Bits>
  /// Values by key since the last flush; at most `UInt32.max` in all.
  private var keyCounts = [UInt32](repeating: 0, count: MagnitudeIndex<Bits>.keyCount)
  private var valuesSinceFlush = 0
  /// Values by interval: the flushed ones, and those of split keys.
  private var intervalCounts: [UInt64]
  /// The least non-zero magnitude less one, and the greatest finite one.
  private var leastLessOne = Bits.max
  private var greatest: Bits = 0

  init(_ index: MagnitudeIndex<Bits>) {
    self.index = index
    intervalCounts = [UInt64](repeating: 0, count: index.cuts.count + 1)
  }

  /// Counts the values with these bit patterns.
  mutating func count(_ values: Span<Bits>) {
    if valuesSinceFlush + values.count > Int(Int32.max) { flush() }
    valuesSinceFlush += values.count
    updateExtremes(values)

    MagnitudeCounter.count(values, index, &keyCounts, &intervalCounts)
  }

  private static func count(
    _ values: Span<Bits>, _ index: MagnitudeIndex<Bits>,
    _ keyCounts: inout [UInt32], _ intervalCounts: inout [UInt64]
  ) {
    let magnitudeMask = ~index.signBit
    let splits = index.splits.span
    let intervals = index.intervals.span
    let cuts = index.cuts.span
    var keyCounts = keyCounts.mutableSpan
    var intervalCounts = intervalCounts.mutableSpan
    for position in values.indices {
      let magnitude = values[position] & magnitudeMask
      let key = index.key(magnitude)
      if splits[key &>> 6] &>> UInt64(key & 63) & 1 == 0 {
        keyCounts[key] &+= 1  // cannot overflow: at most Int32.max values between two flushes
      } else {
        var interval = Int(truncatingIfNeeded: intervals[key])
        while interval < cuts.count && cuts[interval] <= magnitude { interval &+= 1 }
        intervalCounts[interval] &+= 1
      }
    }
  }

  /// The histogram of all values counted since the last call.
  mutating func finish() -> MagnitudeHistogram {
    flush()
    var bins: [MagnitudeHistogram.Bin] = []
    for interval in intervalCounts.indices where intervalCounts[interval] != 0 {
      bins.append(.init(interval: Int32(interval), count: intervalCounts[interval]))
      intervalCounts[interval] = 0
    }
    let hasFinite = greatest != 0
    let histogram = MagnitudeHistogram(
      bins: bins,
      leastMagnitude: hasFinite ? index.value(leastLessOne &+ 1) : .infinity,
      greatestMagnitude: index.value(greatest))
    (leastLessOne, greatest) = (.max, 0)
    return histogram
  }

  private mutating func updateExtremes(_ values: Span<Bits>) {
    var (least, greatest) = (self.leastLessOne, self.greatest)
    let magnitudeMask = ~index.signBit
    let infinity = index.infinity
    for position in values.indices {
      let magnitude = values[position] & magnitudeMask
      least = min(least, magnitude &- 1)  // zero wraps to the top
      greatest = max(greatest, magnitude < infinity ? magnitude : 0)
    }
    (self.leastLessOne, self.greatest) = (least, greatest)
  }

  private mutating func flush() {
    flush(keys: 0..<1)
    if greatest > 0 { flush(keys: index.key(leastLessOne &+ 1)..<index.key(greatest) + 1) }
    flush(keys: index.key(index.infinity)..<keyCounts.count)
    valuesSinceFlush = 0
  }

  private mutating func flush(keys: Range<Int>) {
    for key in keys where keyCounts[key] != 0 {
      intervalCounts[Int(index.intervals[key])] += UInt64(keyCounts[key])
      keyCounts[key] = 0
    }
  }
}
