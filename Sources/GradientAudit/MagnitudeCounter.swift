internal import FloatEmulation

/// Counts the values of a tensor by bins in a single pass over its chunks.
///
/// One counter serves many tensors, one after the other, on one thread.
struct MagnitudeCounter<Source: HistogramSource> {
  typealias Bits = Source.Bits

  private let keys: HistogramKeys<Source>
  /// Values by key since the last flush.
  ///
  /// Each key has two counters, so that equal neighbours do not wait for each other.
  /// Those of split keys begin at `splitMark`, which tells them in the very number that
  /// has just been counted.
  private var keyCounts: [UInt32]
  /// Values by place since the last flush.
  private var placeCounts: [UInt32]
  /// Values with split keys, to be looked at.
  private var pending = [Bits](repeating: 0, count: stretch)
  /// For each inner cut, the values of its bin below it: positive ones, then negative.
  private var partials: [UInt64]
  private var valuesSinceFlush = 0
  private var flushed = MagnitudeHistogram()
  /// The least non-zero magnitude less one, and the greatest finite one.
  private var leastLessOne = Bits.max
  private var greatest: Bits = 0

  init(_ keys: HistogramKeys<Source>) {
    self.keys = keys
    keyCounts = keys.places.flatMap { place in
      let start = place == HistogramKeys<Source>.split ? splitMark : 0
      return [start, start]
    }
    placeCounts = [UInt32](repeating: 0, count: 2 * keys.signOffset)
    partials = [UInt64](repeating: 0, count: 2 * keys.cuts.count)
  }

  /// Counts the values with these bit patterns.
  mutating func count(_ values: Span<Bits>) {
    // No counter reaches the mark by counting.
    if valuesSinceFlush + values.count > Int(splitMark) - 1 { flush() }
    valuesSinceFlush += values.count
    // A few kilobytes at a time, which stay in the first cache for the second loop.
    var start = 0
    while start < values.count {
      let end = min(start + MagnitudeCounter.stretch, values.count)
      let part = values.extracting(start..<end)
      (leastLessOne, greatest) = MagnitudeCounter.extremes(part, leastLessOne, greatest)
      let pendingCount = MagnitudeCounter.countKeys(part, &keyCounts, &pending)
      for index in 0..<pendingCount { countAlone(pending[index]) }
      start = end
    }
  }

  private static var stretch: Int { 2048 }

  /// Counts values by key.
  ///
  /// - Returns: How many have split keys; they stand in `pending`.
  private static func countKeys(
    _ values: Span<Bits>, _ keyCounts: inout [UInt32], _ pending: inout [Bits]
  ) -> Int {
    var counts = keyCounts.mutableSpan
    var split = pending.mutableSpan
    var splitCount = 0
    precondition(counts.count == 2 * HistogramKeys<Source>.count && split.count >= values.count)
    var index = 0
    // Keys are below their number, whatever the bits; at most one place a value.
    while index &+ 1 < values.count {
      let (first, second) = unsafe (values[unchecked: index], values[unchecked: index &+ 1])
      let (one, two) = (
        2 &* HistogramKeys<Source>.key(first), 2 &* HistogramKeys<Source>.key(second) &+ 1
      )
      let firstCount = unsafe counts[unchecked: one] &+ 1
      unsafe counts[unchecked: one] = firstCount
      let secondCount = unsafe counts[unchecked: two] &+ 1
      unsafe counts[unchecked: two] = secondCount
      if (firstCount | secondCount) >= splitMark {
        if firstCount >= splitMark {
          unsafe split[unchecked: splitCount] = first
          splitCount &+= 1
        }
        if secondCount >= splitMark {
          unsafe split[unchecked: splitCount] = second
          splitCount &+= 1
        }
      }
      index &+= 2
    }
    if index < values.count {
      let key = 2 &* HistogramKeys<Source>.key(values[index])
      counts[key] &+= 1
      if counts[key] >= splitMark {
        split[splitCount] = values[index]
        splitCount &+= 1
      }
    }
    return splitCount
  }

  /// Counts a value whose key is split.
  @inline(__always)
  private mutating func countAlone(_ value: Bits) {
    let isNegative = value > Bits.max / 2
    let magnitude = Source.widened(value & (Bits.max / 2))
    let place = keys.place(ofMagnitude: magnitude, isNegative: isNegative)
    placeCounts[place] &+= 1
    if keys.cuts.isEmpty { return }
    let positivePlace = UInt32(isNegative ? place - keys.signOffset : place)
    let offset = isNegative ? keys.cuts.count : 0
    for (index, cut) in keys.cuts.enumerated()
    where cut.place == positivePlace && magnitude < cut.magnitude {
      partials[offset + index] += 1
    }
  }

  /// The histogram of all values counted since the last call.
  mutating func finish() -> MagnitudeHistogram {
    flush()
    let histogram = flushed
    flushed = MagnitudeHistogram()
    return histogram
  }

  /// The extremes of values, added to those of others.
  ///
  /// - Returns: The least non-zero magnitude less one, and the greatest finite one.
  @inline(never)
  private static func extremes(
    _ values: Span<Bits>, _ least: Bits, _ greatest: Bits
  ) -> (least: Bits, greatest: Bits) {
    var (least, greatest) = (least, greatest)
    let magnitudeMask = Bits.max / 2
    let infinity = Bits(truncatingIfNeeded: Source.format.infinityCode ?? 0)
    for position in 0..<values.count {
      // Below the count; a check would keep the loop from being vectorised.
      let magnitude = unsafe values[unchecked: position] & magnitudeMask
      least = min(least, magnitude &- 1)  // zero wraps to the top
      greatest = max(greatest, magnitude < infinity ? magnitude : 0)
    }
    return (least, greatest)
  }

  /// Moves all counts into the histogram.
  private mutating func flush() {
    if valuesSinceFlush == 0 { return }
    let infinity = Bits(truncatingIfNeeded: Source.format.infinityCode ?? 0)
    countPartials()
    flush(0, 0)
    if greatest > 0 { flush(leastLessOne &+ 1, greatest) }
    flush(infinity, Bits.max / 2)
    let hasFinite = greatest != 0
    flushed.merge(
      MagnitudeHistogram(
        takePlaces(), partials: partials.map { CountBounds($0) },
        leastMagnitude: hasFinite
          ? Double(bitPattern: Source.widened(leastLessOne &+ 1)) : .infinity,
        greatestMagnitude: hasFinite ? Double(bitPattern: Source.widened(greatest)) : 0))
    for index in partials.indices { partials[index] = 0 }
    (leastLessOne, greatest) = (.max, 0)
    valuesSinceFlush = 0
  }

  /// Adds the whole keys below each inner cut.
  private mutating func countPartials() {
    for (index, cut) in keys.cuts.enumerated() {
      for key in cut.keysBelow {
        partials[index] += keyCount(key)
        partials[keys.cuts.count + index] += keyCount(HistogramKeys<Source>.negative(key))
      }
    }
  }

  private func keyCount(_ key: Int) -> UInt64 {
    keys.places[key] == HistogramKeys<Source>.split
      ? 0 : UInt64(keyCounts[2 * key]) + UInt64(keyCounts[2 * key + 1])
  }

  /// Moves the counts of the keys from one magnitude to another, of both signs.
  private mutating func flush(_ least: Bits, _ greatest: Bits) {
    for positive in HistogramKeys<Source>.keys(least, greatest) {
      for key in positive { flush(key) }
      for key in positive { flush(HistogramKeys<Source>.negative(key)) }
    }
  }

  @inline(__always)
  private mutating func flush(_ key: Int) {
    let count = keyCounts[2 * key] &+ keyCounts[2 * key + 1]
    // Two marks add up to zero.
    if count == 0 { return }
    let place = keys.places[key]
    let isSplit = place == HistogramKeys<Source>.split
    if !isSplit { placeCounts[Int(place)] &+= count }
    keyCounts[2 * key] = isSplit ? splitMark : 0
    keyCounts[2 * key + 1] = isSplit ? splitMark : 0
  }

  /// The counts by place, which begin anew.
  private mutating func takePlaces() -> [(bin: UInt32, count: UInt64)] {
    var result: [(bin: UInt32, count: UInt64)] = []
    let end = keys.signOffset
    let finite = greatest == 0 ? nil : keys.places(leastLessOne &+ 1, greatest)
    for offset in [0, end] {
      take(offset..<offset + 1, &result)
      if let finite { take(finite.lowerBound + offset..<finite.upperBound + offset + 1, &result) }
      take(offset + end - 2..<offset + end, &result)
    }
    return result
  }

  private mutating func take(
    _ places: Range<Int>, _ result: inout [(bin: UInt32, count: UInt64)]
  ) {
    for place in places where placeCounts[place] != 0 {
      result.append((keys.bin(at: place), UInt64(placeCounts[place])))
      placeCounts[place] = 0
    }
  }
}

/// Where the counters of split keys begin.
private let splitMark: UInt32 = 1 << 31
