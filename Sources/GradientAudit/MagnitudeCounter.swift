internal import FloatEmulation

/// Counts the values of a tensor by bins in a single pass over its chunks.
///
/// One counter serves many tensors, one after the other, on one thread.
struct MagnitudeCounter<Source: KeyedSource> {
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
  /// The keys of two blocks of values, or of one and the values themselves.
  private var blocks = [Source.Lanes](repeating: Source.Lanes(), count: 2 * groupCount)
  /// The last values, where they do not fill a block, and zeros.
  private var lastBlock = [Bits](repeating: 0, count: blockSize)
  /// Values with split keys, to be looked at.
  private var splitValues = [Bits](repeating: 0, count: 8 * blockSize)
  /// For each inner cut, the values of its bin below it: positive ones, then negative.
  private var partials: [UInt64]
  private var valuesSinceFlush = 0
  private var flushed = MagnitudeHistogram()
  private var survey = Survey<Source>()
  /// Whether a finite value has had bits that bfloat16 has no room for.
  private var hasLowBits = false

  init(_ keys: HistogramKeys<Source>) {
    self.keys = keys
    keyCounts = keys.places.map { $0 == HistogramKeys<Source>.split ? splitMark : 0 }
    placeMarks = Marks(atLeast: 2 * keys.signOffset / Self.markSize + 1)
    placeCounts = [UInt32](repeating: 0, count: placeMarks.bytes.count * Self.markSize)
    partials = [UInt64](repeating: 0, count: 2 * keys.cuts.count)
  }

  /// Counts values of a type, given as bit patterns.
  mutating func count<Counted: CountedSource>(_ values: Span<Counted.Bits>, of _: Counted.Type)
  where Counted.Keyed == Source {
    // No counter reaches the mark by counting.
    if valuesSinceFlush + values.count > Int(splitMark) - 1 { flush() }
    valuesSinceFlush += values.count
    var rest = values
    while rest.count >= MagnitudeCounter.blockSize {
      let plainCount =
        keys.splitsOthers
        ? 0
        : MagnitudeCounter.countPlainBlocks(
          rest, of: Counted.self, keys.arithmetic, &blocks, &keyCounts, &survey)
      rest = rest.extracting(plainCount...)
      // Where there is a block with a split key at once, others may follow.
      let blockCount = keys.splitsOthers ? rest.count : plainCount > 0 ? 1 : 16
      let part = rest.extracting(first: blockCount * MagnitudeCounter.blockSize)
      if part.count < MagnitudeCounter.blockSize { break }
      let (count, splitCount) = MagnitudeCounter.countBlocks(
        part, of: Counted.self, keys.arithmetic, &blocks, &keyCounts, &splitValues, &survey)
      for index in 0..<splitCount { countAlone(splitValues[index]) }
      rest = rest.extracting(count...)
    }
    if !rest.isEmpty { countLast(rest, of: Counted.self) }
  }

  /// Notes whether values have bits that bfloat16 has no room for.
  mutating func noteLowBits(_ values: Span<Bits>) {
    if !hasLowBits { hasLowBits = MagnitudeCounter.haveLowBits(values) }
  }

  /// The groups of values, as many as there are lanes, that a block has.
  ///
  /// The keys of a block are found while those of the one before are counted: counting waits
  /// for memory, finding keys for nothing, so the processor does both in the time of one.
  private static var groupCount: Int { 8 }
  /// The values of a block.
  @inline(__always)
  private static var blockSize: Int { groupCount * Source.Lanes.scalarCount }

  /// Counts whole blocks of values, up to the first that may have a split key of which a
  /// survey tells.
  ///
  /// - Returns: How many values it has counted.
  @inline(never)
  private static func countPlainBlocks<Counted: CountedSource>(
    _ values: Span<Counted.Bits>, of _: Counted.Type, _ arithmetic: KeyArithmetic<Source>,
    _ blocks: inout [Source.Lanes], _ keyCounts: inout [UInt32],
    _ survey: inout Survey<Source>
  ) -> Int where Counted.Keyed == Source {
    var counts = keyCounts.mutableSpan
    var blocks = blocks.mutableSpan
    precondition(counts.count == arithmetic.keyCount && blocks.count == 2 * groupCount)
    // Of these blocks alone, so that it tells of the last.
    var own = Survey<Source>()
    defer { survey.merge(own) }
    var (found, counted) = (0, groupCount)
    var end = 0
    while end + blockSize <= values.count {
      let block = values.extracting(end..<end + blockSize)
      unsafe block.bytes.prefetch(4096)
      for group in 0..<groupCount {
        unsafe blocks[unchecked: found &+ group] = arithmetic.keys(
          Counted.keyed(block, group), &own)
        if end > 0 { countKeys(blocks.span, counted &+ group, &counts) }
      }
      if arithmetic.maySplit(own) { return end }
      swap(&found, &counted)
      end += blockSize
    }
    if end > 0 {
      for group in 0..<groupCount { countKeys(blocks.span, counted &+ group, &counts) }
    }
    return end
  }

  /// Counts the keys in some lanes, none of which is split.
  @inline(__always)
  private static func countKeys(
    _ keys: Span<Source.Lanes>, _ group: Int, _ counts: inout MutableSpan<UInt32>
  ) {
    for lane in 0..<Source.Lanes.scalarCount { _ = countKey(keys, group, lane, &counts) }
  }

  /// Counts whole blocks of values, the first of which is there, as long as there is room for
  /// those with split keys.
  ///
  /// - Returns: How many values it has counted, and how many of them have split keys.
  @inline(never)
  private static func countBlocks<Counted: CountedSource>(
    _ values: Span<Counted.Bits>, of _: Counted.Type, _ arithmetic: KeyArithmetic<Source>,
    _ blocks: inout [Source.Lanes], _ keyCounts: inout [UInt32],
    _ splitValues: inout [Bits], _ survey: inout Survey<Source>
  ) -> (count: Int, splitCount: Int) where Counted.Keyed == Source {
    var counts = keyCounts.mutableSpan
    var blocks = blocks.mutableSpan
    var splitValues = splitValues.mutableSpan
    precondition(counts.count == arithmetic.keyCount && blocks.count == 2 * groupCount)
    var own = survey
    defer { survey = own }
    var (end, splitCount) = (0, 0)
    while end + blockSize <= values.count, splitCount + blockSize <= splitValues.count {
      let block = values.extracting(end..<end + blockSize)
      for group in 0..<groupCount {
        let lanes = Counted.keyed(block, group)
        unsafe blocks[unchecked: groupCount &+ group] = lanes
        unsafe blocks[unchecked: group] = arithmetic.keys(lanes, &own)
      }
      for group in 0..<groupCount {
        var any: UInt32 = 0
        for lane in 0..<Source.Lanes.scalarCount {
          any |= countKey(blocks.span, group, lane, &counts)
        }
        if any < splitMark { continue }
        for lane in 0..<Source.Lanes.scalarCount {
          let key = Int(truncatingIfNeeded: scalar(blocks.span, group, lane))
          // There is room for a block of values.
          unsafe splitValues[unchecked: splitCount] = scalar(
            blocks.span, groupCount &+ group, lane)
          splitCount &+= unsafe Int(truncatingIfNeeded: counts[unchecked: key] &>> 31)
        }
      }
      end += blockSize
    }
    return (end, splitCount)
  }

  /// Counts the key in a lane.
  ///
  /// - Returns: How often it has been counted, with the mark of a split one.
  @inline(__always)
  private static func countKey(
    _ keys: Span<Source.Lanes>, _ group: Int, _ lane: Int, _ counts: inout MutableSpan<UInt32>
  ) -> UInt32 {
    // Keys are below their number, whatever the bits.
    let key = Int(truncatingIfNeeded: scalar(keys, group, lane))
    let count = unsafe counts[unchecked: key] &+ 1
    unsafe counts[unchecked: key] = count
    return count
  }

  /// What is in a lane; not checked.
  @inline(__always)
  private static func scalar(_ groups: Span<Source.Lanes>, _ group: Int, _ lane: Int) -> Bits {
    let offset = group &* MemoryLayout<Source.Lanes>.size &+ lane &* MemoryLayout<Bits>.size
    return unsafe groups.bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: Bits.self)
  }

  /// Counts values that do not fill a block.
  private mutating func countLast<Counted: CountedSource>(
    _ values: Span<Counted.Bits>, of _: Counted.Type
  ) where Counted.Keyed == Source {
    for index in lastBlock.indices {
      lastBlock[index] = index < values.count ? Counted.keyed(values[index]) : 0
    }
    var index = 0
    for group in 0..<MagnitudeCounter.groupCount {
      let found = keys.arithmetic.keys(Source.keyed(lastBlock.span, group), &survey)
      for lane in found.indices where index < values.count {
        let key = Int(found[lane])
        keyCounts[key] += 1
        if keyCounts[key] >= splitMark { countAlone(lastBlock[index]) }
        index += 1
      }
    }
  }

  /// Whether a finite one of some values has bits beyond the first seven of the trailing
  /// significand, which are bfloat16's.
  @inline(never)
  private static func haveLowBits(_ values: Span<Bits>) -> Bool {
    var rest = values
    while !rest.isEmpty {
      let piece = rest.extracting(first: 1024)
      rest = rest.extracting(piece.count...)
      var any: Bits = 0
      for index in 0..<piece.count {
        let value = unsafe piece[unchecked: index]
        any |= value & (Bits.max / 2) < Source.infinity ? value : 0
      }
      if any & (1 &<< Bits(Source.trailing - 7) &- 1) != 0 { return true }
    }
    return false
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
    let finite = survey.finiteRange
    countPartials()
    flush(0, 0)
    if let finite { flush(finite.lowerBound, finite.upperBound) }
    flush(Source.infinity, Bits.max / 2)
    flushed.merge(
      MagnitudeHistogram(
        takePlaces(), partials: partials.map { CountBounds($0) },
        leastMagnitude: finite.map { Double(bitPattern: Source.widened($0.lowerBound)) }
          ?? .infinity,
        greatestMagnitude: finite.map { Double(bitPattern: Source.widened($0.upperBound)) } ?? 0,
        hasLowBits: hasLowBits))
    for index in partials.indices { partials[index] = 0 }
    survey = Survey()
    hasLowBits = false
    valuesSinceFlush = 0
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
