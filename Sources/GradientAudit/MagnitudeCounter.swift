internal import FloatEmulation

/// Counts the values of a tensor by bins in a single pass over its chunks.
///
/// One counter serves many tensors, one after the other, on one thread.
struct MagnitudeCounter<Source: HistogramSource> {
  typealias Bits = Source.Bits

  private let keys: HistogramKeys<Source>
  /// Values by key since the last flush.
  ///
  /// Those of split keys begin at `splitMark`, which tells them in the very number that
  /// has just been counted.
  private var keyCounts: [UInt32]
  /// Values by place since the last flush.
  private var placeCounts: [UInt32]
  /// For each few places, whether one of them has counted something.
  private var placeMarks: Marks
  /// The keys of a stretch of values.
  private var stretchKeys = [UInt32](repeating: 0, count: stretch)
  /// Where in a stretch the values with split keys are, to be looked at.
  private var pending = [Int](repeating: 0, count: stretch)
  /// For each inner cut, the values of its bin below it: positive ones, then negative.
  private var partials: [UInt64]
  private var valuesSinceFlush = 0
  private var flushed = MagnitudeHistogram()
  private var extremes = Extremes()
  /// Whether a finite value has had bits that bfloat16 has no room for.
  private var hasLowBits = false
  private let infinity = Bits(truncatingIfNeeded: Source.format.infinityCode ?? 0)

  /// The extremes of magnitudes, each as what a loop finds without a branch.
  private struct Extremes {
    /// The least non-zero magnitude less one: zero wraps to the top.
    var leastLessOne = Bits.max
    /// The greatest finite magnitude less infinity, which wraps to the top.
    var greatestLessInfinity: Bits = 0

    @inline(__always)
    mutating func add(_ magnitude: Bits, _ infinity: Bits) {
      leastLessOne = min(leastLessOne, magnitude &- 1)
      greatestLessInfinity = max(greatestLessInfinity, magnitude &- infinity)
    }
  }

  init(_ keys: HistogramKeys<Source>) {
    self.keys = keys
    keyCounts = keys.places.map { $0 == HistogramKeys<Source>.split ? splitMark : 0 }
    placeMarks = Marks(atLeast: 2 * keys.signOffset / Self.markSize + 1)
    placeCounts = [UInt32](repeating: 0, count: placeMarks.bytes.count * Self.markSize)
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
      if KeyArithmetic<Source>.areValues {
        MagnitudeCounter.findExtremes(part, infinity, &extremes)
        MagnitudeCounter.countValues(part, &keyCounts)
      } else {
        if !hasLowBits { hasLowBits = MagnitudeCounter.haveLowBits(part, infinity) }
        MagnitudeCounter.findKeys(part, keys.arithmetic, &stretchKeys, infinity, &extremes)
        precondition(keyCounts.count == keys.arithmetic.keyCount)
        let splitCount = MagnitudeCounter.countKeys(stretchKeys, end - start, &keyCounts, &pending)
        for index in 0..<splitCount { countAlone(part[pending[index]]) }
      }
      start = end
    }
  }

  private static var stretch: Int { 1024 }

  /// Finds the keys of values, and their extremes together with those of others.
  ///
  /// A loop of its own, which is vectorised: without a branch or a check.
  @inline(never)
  private static func findKeys(
    _ values: Span<Bits>, _ arithmetic: KeyArithmetic<Source>, _ keys: inout [UInt32],
    _ infinity: Bits, _ extremes: inout Extremes
  ) {
    var keys = keys.mutableSpan
    var own = extremes
    precondition(keys.count >= values.count)
    for index in 0..<values.count {
      let value = unsafe values[unchecked: index]
      own.add(value & (Bits.max / 2), infinity)
      unsafe keys[unchecked: index] = arithmetic.key(value, index: index)
    }
    extremes = own
  }

  /// Whether a finite one of some values has bits beyond the first seven of the trailing
  /// significand, which are bfloat16's.
  @inline(never)
  private static func haveLowBits(_ values: Span<Bits>, _ infinity: Bits) -> Bool {
    var any: Bits = 0
    for index in 0..<values.count {
      let value = unsafe values[unchecked: index]
      any |= value & (Bits.max / 2) < infinity ? value : 0
    }
    return any & (1 &<< Bits(Source.trailing - 7) &- 1) != 0
  }

  /// Finds the extremes of values together with those of others.
  @inline(never)
  private static func findExtremes(
    _ values: Span<Bits>, _ infinity: Bits, _ extremes: inout Extremes
  ) {
    var own = extremes
    for index in 0..<values.count {
      own.add(unsafe values[unchecked: index] & (Bits.max / 2), infinity)
    }
    extremes = own
  }

  /// Counts values that are their own keys, none of which is split.
  @inline(never)
  private static func countValues(_ values: Span<Bits>, _ keyCounts: inout [UInt32]) {
    var counts = keyCounts.mutableSpan
    precondition(counts.count == 1 << Bits.bitWidth)
    for index in 0..<values.count {
      // Keys are below their number, whatever the bits.
      unsafe counts[unchecked: Int(truncatingIfNeeded: values[unchecked: index])] &+= 1
    }
  }

  /// Counts the first of some keys.
  ///
  /// - Returns: How many are split; where they are stands in `pending`.
  @inline(never)
  private static func countKeys(
    _ keys: [UInt32], _ count: Int, _ keyCounts: inout [UInt32], _ pending: inout [Int]
  ) -> Int {
    let keys = keys.span
    var counts = keyCounts.mutableSpan
    var split = pending.mutableSpan
    var splitCount = 0
    precondition(count <= keys.count && keys.count <= split.count)
    var index = 0
    while index &+ 3 < count {
      let (one, two) = (add(keys, index, &counts), add(keys, index &+ 1, &counts))
      let (three, four) = (add(keys, index &+ 2, &counts), add(keys, index &+ 3, &counts))
      if (one | two | three | four) >= splitMark {
        note(index, one, &split, &splitCount)
        note(index &+ 1, two, &split, &splitCount)
        note(index &+ 2, three, &split, &splitCount)
        note(index &+ 3, four, &split, &splitCount)
      }
      index &+= 4
    }
    while index < count {
      note(index, add(keys, index, &counts), &split, &splitCount)
      index &+= 1
    }
    return splitCount
  }

  /// Counts one key.
  ///
  /// - Returns: How often it has been counted, with the mark of a split one.
  @inline(__always)
  private static func add(
    _ keys: Span<UInt32>, _ index: Int, _ counts: inout MutableSpan<UInt32>
  ) -> UInt32 {
    // Keys are below their number, whatever the bits.
    let key = unsafe Int(truncatingIfNeeded: keys[unchecked: index])
    let count = unsafe counts[unchecked: key] &+ 1
    unsafe counts[unchecked: key] = count
    return count
  }

  /// Notes a place if the count of its key has the mark.
  @inline(__always)
  private static func note(
    _ index: Int, _ count: UInt32, _ split: inout MutableSpan<Int>, _ splitCount: inout Int
  ) {
    // At most one place a value.
    unsafe split[unchecked: splitCount] = index
    splitCount &+= Int(truncatingIfNeeded: count &>> 31)
  }

  /// Counts a value whose key is split.
  @inline(__always)
  private mutating func countAlone(_ value: Bits) {
    let isNegative = value > Bits.max / 2
    let magnitude = Source.widened(value & (Bits.max / 2))
    let place = keys.place(ofMagnitude: magnitude, isNegative: isNegative)
    count(1, at: place)
    if keys.cuts.isEmpty { return }
    let positivePlace = UInt32(isNegative ? place - keys.signOffset : place)
    let offset = isNegative ? keys.cuts.count : 0
    for index in keys.cuts(above: magnitude, at: positivePlace) { partials[offset + index] += 1 }
  }

  @inline(__always)
  private mutating func count(_ count: UInt32, at place: Int) {
    placeCounts[place] &+= count
    placeMarks.bytes[place / Self.markSize] = 1
  }

  /// The places that share a mark.
  private static var markSize: Int { 64 }

  /// The histogram of all values counted since the last call.
  mutating func finish() -> MagnitudeHistogram {
    flush()
    let histogram = flushed
    flushed = MagnitudeHistogram()
    return histogram
  }

  /// Moves all counts into the histogram.
  private mutating func flush() {
    if valuesSinceFlush == 0 { return }
    let finite = finiteRange
    countPartials()
    flush(0, 0)
    if let finite { flush(finite.lowerBound, finite.upperBound) }
    flush(infinity, Bits.max / 2)
    flushed.merge(
      MagnitudeHistogram(
        takePlaces(), partials: partials.map { CountBounds($0) },
        leastMagnitude: finite.map { Double(bitPattern: Source.widened($0.lowerBound)) }
          ?? .infinity,
        greatestMagnitude: finite.map { Double(bitPattern: Source.widened($0.upperBound)) } ?? 0,
        hasLowBits: hasLowBits))
    for index in partials.indices { partials[index] = 0 }
    extremes = Extremes()
    hasLowBits = false
    valuesSinceFlush = 0
  }

  /// The finite non-zero magnitudes from the least to the greatest.
  private var finiteRange: ClosedRange<Bits>? {
    let greatest = extremes.greatestLessInfinity &+ infinity
    return greatest == 0 || greatest >= infinity ? nil : extremes.leastLessOne &+ 1...greatest
  }

  /// Adds the whole keys below each inner cut.
  private mutating func countPartials() {
    for (index, cut) in keys.cuts.enumerated() {
      for key in cut.keysBelow {
        partials[index] += keyCount(key)
        partials[keys.cuts.count + index] += keyCount(keys.arithmetic.negative(key))
      }
    }
  }

  private func keyCount(_ key: Int) -> UInt64 {
    keys.places[key] == HistogramKeys<Source>.split
      ? 0 : UInt64(keyCounts[key])
  }

  /// Moves the counts of the keys from one magnitude to another, of both signs.
  private mutating func flush(_ least: Bits, _ greatest: Bits) {
    for positive in keys.arithmetic.keys(least, greatest) {
      flush(positive)
      let last = keys.arithmetic.negative(positive.upperBound - 1)
      flush(keys.arithmetic.negative(positive.lowerBound)..<last + 1)
    }
  }

  private mutating func flush(_ keys: Range<Int>) {
    var rest = keys
    while let block = MagnitudeCounter.nextCounted(keyCounts, &rest) {
      for key in block { flush(key) }
    }
  }

  /// The next few counters of a range that have counted something, taken from its front.
  ///
  /// Most have not, since few exponents occur in a tensor.
  @inline(never)
  private static func nextCounted(_ counts: [UInt32], _ rest: inout Range<Int>) -> Range<Int>? {
    let counts = counts.span
    precondition(rest.upperBound <= counts.count)
    while !rest.isEmpty {
      let block = rest.prefix(64)
      rest = block.upperBound..<rest.upperBound
      var any: UInt32 = 0
      for index in block { any |= unsafe counts[unchecked: index] }
      if any & ~splitMark != 0 { return block }
    }
    return nil
  }

  @inline(__always)
  private mutating func flush(_ key: Int) {
    let count = keyCounts[key]
    if count == 0 || count == splitMark { return }
    let place = keys.places[key]
    let isSplit = place == HistogramKeys<Source>.split
    if !isSplit { self.count(count, at: Int(place)) }
    keyCounts[key] = isSplit ? splitMark : 0
  }

  /// The counts by place, which begin anew.
  private mutating func takePlaces() -> [(bin: UInt32, count: UInt64)] {
    var result: [(bin: UInt32, count: UInt64)] = []
    for mark in placeMarks.take() {
      for place in mark * Self.markSize..<(mark + 1) * Self.markSize
      where placeCounts[place] != 0 {
        result.append((keys.bin(at: place), UInt64(placeCounts[place])))
        placeCounts[place] = 0
      }
    }
    return result
  }
}

/// Where the counters of split keys begin.
private let splitMark: UInt32 = 1 << 31
