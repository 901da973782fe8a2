internal import FloatEmulation

/// Counts the values of a tensor by bins in a single pass over its chunks.
///
/// One counter serves many tensors, one after the other, on one thread.
struct MagnitudeCounter<Source: HistogramSource> {
  typealias Bits = Source.Bits

  private let keys: HistogramKeys<Source>
  /// Values by key since the last flush.
  private var keyCounter: KeyCounter<Source>
  /// Values by place since the last flush.
  private var placeCounts: [UInt32]
  /// For each few places, whether one of them has counted something.
  private var placeMarks: Marks
  /// For each inner cut, the values of its bin below it: positive ones, then negative.
  private var partials: [UInt64]
  private var valuesSinceFlush = 0
  private var flushed = MagnitudeHistogram()
  /// Whether a finite value has had bits that bfloat16 has no room for.
  private var hasLowBits = false

  init(_ keys: HistogramKeys<Source>) {
    self.keys = keys
    keyCounter = KeyCounter(keys)
    placeMarks = Marks(atLeast: 2 * keys.signOffset / Self.markSize + 1)
    placeCounts = [UInt32](repeating: 0, count: placeMarks.bytes.count * Self.markSize)
    partials = [UInt64](repeating: 0, count: 2 * keys.cuts.count)
  }

  /// Counts values, given as bit patterns.
  mutating func count(_ values: Span<Bits>) {
    let capacity = KeyCounter<Source>.capacity
    precondition(values.count <= capacity, "more values than are counted at once")
    if valuesSinceFlush + keyCounter.padding > capacity - values.count { flush() }
    valuesSinceFlush += values.count
    if Bits.bitWidth > 16, !hasLowBits {
      hasLowBits = MagnitudeCounter.haveLowBits(values)
    }
    var rest = values
    while !rest.isEmpty {
      rest = rest.extracting(keyCounter.count(rest)...)
      for index in 0..<keyCounter.splitCount { countAlone(keyCounter.splitValues[index]) }
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
    let finite = keyCounter.extremes.finiteRange
    countPartials()
    flush(0, 0)
    placeCounts[0] -= UInt32(keyCounter.padding)
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
    keyCounter.forgetExtremes()
    hasLowBits = false
    valuesSinceFlush = 0
  }

  /// Adds the whole keys below each inner cut.
  private mutating func countPartials() {
    for (index, cut) in keys.cuts.enumerated() {
      for key in cut.keysBelow {
        partials[index] += UInt64(keyCounter.wholeCount(key))
        partials[keys.cuts.count + index] += UInt64(
          keyCounter.wholeCount(keys.arithmetic.negative(key)))
      }
    }
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
    while let some = keyCounter.nextCounted(&rest) {
      for key in some {
        let count = keyCounter.take(key)
        if count > 0 { self.count(count, at: Int(self.keys.places[key])) }
      }
    }
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
