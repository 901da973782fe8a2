/// Counts values by key.
///
/// Keys of some values are found, in vectors, while those of the values before them are
/// counted: counting waits for the load, addition and store before it, finding keys for
/// nothing, so the processor does both in the time of one.
struct KeyCounter<Source: HistogramSource> {
  typealias Bits = Source.Bits
  typealias Lanes = Source.Lanes

  /// The values whose keys are split among those counted last: the first `splitCount`.
  private(set) var splitValues = [Bits](repeating: 0, count: 8 * stretchSize)
  /// How many of the values counted last have a split key.
  private(set) var splitCount = 0
  /// How many zeros have been counted that are not there.
  private(set) var padding = 0
  /// The extremes of all values.
  private(set) var extremes = Extremes<Source>()

  private let arithmetic: Source.Keys
  private let cutsSplitKeys: Bool
  /// Values by key.
  ///
  /// Those of split keys begin at `splitMark`, which tells them in the very number that has
  /// just been counted.
  private var counts: [UInt32]
  /// The keys of two stretches of values, or of one and the values themselves.
  private var vectors = [Lanes](repeating: Lanes(), count: 2 * vectorCount)

  init(_ keys: HistogramKeys<Source>) {
    arithmetic = keys.arithmetic
    cutsSplitKeys = keys.cutsSplitKeys
    counts = keys.places.map { $0 == HistogramKeys<Source>.split ? KeyCounter.splitMark : 0 }
  }

  /// Where the counters of split keys begin: above what any counter reaches.
  private static var splitMark: UInt32 { 1 << 31 }
  /// How many values can be counted before counters are taken.
  static var capacity: Int { Int(splitMark) - 1 - stretchSize }

  /// The vectors of a stretch of values.
  private static var vectorCount: Int { 8 }
  /// The values of a stretch.
  @inline(__always)
  private static var stretchSize: Int { vectorCount * Lanes.scalarCount }
  /// How far ahead memory is asked for, in bytes.
  private static var prefetchDistance: Int { 4096 }

  /// Counts values, given as bit patterns, from the first on.
  ///
  /// - Returns: How many it has counted, which is not zero.
  mutating func count(_ values: Span<Bits>) -> Int {
    splitCount = 0
    if values.count < KeyCounter.stretchSize { return countPadded(values) }
    if cutsSplitKeys { return countNoting(values) }
    let count = KeyCounter.countPlain(values, arithmetic, &vectors, &counts, &extremes)
    if count > 0 { return count }
    // Values with split keys are often near each other.
    return countNoting(values.extracting(first: 4 * KeyCounter.stretchSize))
  }

  /// Counts whole stretches, up to the first that may have a split key.
  ///
  /// - Precondition: The least gaps and magnitudes tell of all split keys: cuts split none.
  /// - Returns: How many values it has counted.
  @inline(never)
  private static func countPlain(
    _ values: Span<Bits>, _ arithmetic: Source.Keys,
    _ vectors: inout [Lanes], _ counts: inout [UInt32], _ extremes: inout Extremes<Source>
  ) -> Int {
    var counts = counts.mutableSpan
    var vectors = vectors.mutableSpan
    precondition(
      counts.count == arithmetic.keyCount && vectors.count == 2 * KeyCounter.vectorCount)
    // Of these stretches alone, so that they tell of the last.
    var own = Extremes<Source>()
    var leastGap = Lanes(repeating: .max)
    defer { extremes.merge(own) }
    // Where the keys are that are found, and those that are counted.
    var (found, counted) = (0, KeyCounter.vectorCount)
    var end = 0
    while end + KeyCounter.stretchSize <= values.count {
      let stretch = values.extracting(end..<end + KeyCounter.stretchSize)
      unsafe stretch.bytes.prefetch(KeyCounter.prefetchDistance)
      for vector in 0..<KeyCounter.vectorCount {
        // The stretch has so many vectors, and there is room for two stretches.
        let lanes = unsafe KeyCounter.lanes(stretch, vector)
        own.add(lanes)
        unsafe vectors[unchecked: found &+ vector] = arithmetic.keys(lanes, &leastGap)
        if end > 0 { unsafe KeyCounter.count(vectors.span, counted &+ vector, &counts) }
      }
      if arithmetic.maySplit(own, leastGap) { return end }
      swap(&found, &counted)
      end += KeyCounter.stretchSize
    }
    if end > 0 {
      for vector in 0..<KeyCounter.vectorCount {
        unsafe KeyCounter.count(vectors.span, counted &+ vector, &counts)
      }
    }
    return end
  }

  /// Counts whole stretches, the first of which is there, as long as there is room for the
  /// values with split keys.
  ///
  /// - Returns: How many values it has counted.
  private mutating func countNoting(_ values: Span<Bits>) -> Int {
    KeyCounter.countNoting(
      values, arithmetic, &vectors, &counts, &splitValues, &splitCount, &extremes)
  }

  @inline(never)
  private static func countNoting(
    _ values: Span<Bits>, _ arithmetic: Source.Keys,
    _ vectors: inout [Lanes], _ counts: inout [UInt32], _ splitValues: inout [Bits],
    _ splitCount: inout Int, _ extremes: inout Extremes<Source>
  ) -> Int {
    var counts = counts.mutableSpan
    var vectors = vectors.mutableSpan
    var splitValues = splitValues.mutableSpan
    precondition(
      counts.count == arithmetic.keyCount && vectors.count == 2 * KeyCounter.vectorCount)
    var own = extremes
    var (end, noted) = (0, 0)
    while end + KeyCounter.stretchSize <= values.count,
      noted + KeyCounter.stretchSize <= splitValues.count
    {
      let stretch = values.extracting(end..<end + KeyCounter.stretchSize)
      unsafe stretch.bytes.prefetch(KeyCounter.prefetchDistance)
      var leastGap = Lanes()  // of no consequence here: counters tell
      for vector in 0..<KeyCounter.vectorCount {
        // The stretch has so many vectors, and there is room for two stretches.
        let lanes = unsafe KeyCounter.lanes(stretch, vector)
        own.add(lanes)
        unsafe vectors[unchecked: KeyCounter.vectorCount &+ vector] = lanes
        unsafe vectors[unchecked: vector] = arithmetic.keys(lanes, &leastGap)
      }
      for vector in 0..<KeyCounter.vectorCount {
        var any: UInt32 = 0
        for lane in 0..<Lanes.scalarCount {
          any |= unsafe KeyCounter.count(vectors.span, vector, lane, &counts)
        }
        if any < KeyCounter.splitMark { continue }
        for lane in 0..<Lanes.scalarCount {
          // There is room for a stretch.
          unsafe splitValues[unchecked: noted] = KeyCounter.load(
            vectors.span, KeyCounter.vectorCount &+ vector, lane, as: Bits.self)
          let key = unsafe KeyCounter.load(vectors.span, vector, lane, as: Bits.self)
          let count = unsafe counts[unchecked: Int(truncatingIfNeeded: key)]
          noted &+= Int(truncatingIfNeeded: count &>> 31)
        }
      }
      end += KeyCounter.stretchSize
    }
    extremes = own
    splitCount = noted
    return end
  }

  /// Counts values that do not fill a stretch.
  private mutating func countPadded(_ values: Span<Bits>) -> Int {
    var stretch = [Bits](repeating: 0, count: KeyCounter.stretchSize)
    for index in 0..<values.count { stretch[index] = values[index] }
    padding += countNoting(stretch.span) - values.count
    return values.count
  }

  /// Counts the keys in a vector, none of which is split.
  @unsafe @inline(__always)
  private static func count(
    _ keys: Span<Lanes>, _ vector: Int, _ counts: inout MutableSpan<UInt32>
  ) {
    if Bits.bitWidth > 16 {
      for lane in 0..<Lanes.scalarCount { _ = unsafe count(keys, vector, lane, &counts) }
      return
    }
    // Keys of 16 bits are loaded by fours: there is less to do, and they are many.
    for four in 0..<Lanes.scalarCount / 4 {
      let bits = unsafe load(keys, vector, four, as: UInt64.self)
      for index in 0..<4 {
        _ = unsafe count(Int(truncatingIfNeeded: bits &>> (16 &* index) & 0xFFFF), &counts)
      }
    }
  }

  /// Counts the key in a lane.
  ///
  /// - Returns: How often it has been counted, with the mark of a split one.
  @unsafe @inline(__always)
  private static func count(
    _ keys: Span<Lanes>, _ vector: Int, _ lane: Int, _ counts: inout MutableSpan<UInt32>
  ) -> UInt32 {
    unsafe count(Int(truncatingIfNeeded: load(keys, vector, lane, as: Bits.self)), &counts)
  }

  /// Counts a key.
  ///
  /// - Returns: How often it has been counted, with the mark of a split one.
  @unsafe @inline(__always)
  private static func count(_ key: Int, _ counts: inout MutableSpan<UInt32>) -> UInt32 {
    // Keys are below their number, whatever the bits.
    let count = unsafe counts[unchecked: key] &+ 1
    unsafe counts[unchecked: key] = count
    return count
  }

  /// Some of the vectors that values fill; not checked.
  @unsafe @inline(__always)
  private static func lanes(_ values: Span<Bits>, _ vector: Int) -> Lanes {
    unsafe values.bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: vector &* MemoryLayout<Lanes>.size, as: Lanes.self)
  }

  /// One of the integers that fill a vector; not checked.
  @unsafe @inline(__always)
  private static func load<Integer: FixedWidthInteger & BitwiseCopyable>(
    _ vectors: Span<Lanes>, _ vector: Int, _ index: Int, as _: Integer.Type
  ) -> Integer {
    let offset = vector &* MemoryLayout<Lanes>.size &+ index &* MemoryLayout<Integer>.size
    return unsafe vectors.bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: Integer.self)
  }

  /// How many values have a key that is not split.
  func wholeCount(_ key: Int) -> UInt32 {
    counts[key] < KeyCounter.splitMark ? counts[key] : 0
  }

  /// How many values have a key that is not split; its counter begins anew, whatever the key.
  mutating func take(_ key: Int) -> UInt32 {
    let count = counts[key]
    counts[key] = count & KeyCounter.splitMark
    return count < KeyCounter.splitMark ? count : 0
  }

  /// The next few keys of a range of which one has counted something, taken from its front.
  ///
  /// Most have not, since few exponents occur in a tensor.
  @inline(never)
  func nextCounted(_ rest: inout Range<Int>) -> Range<Int>? {
    let counts = counts.span
    precondition(rest.upperBound <= counts.count)
    while !rest.isEmpty {
      let some = rest.prefix(64)
      rest = some.upperBound..<rest.upperBound
      var any: UInt32 = 0
      for key in some { any |= unsafe counts[unchecked: key] }
      if any & ~KeyCounter.splitMark != 0 { return some }
    }
    return nil
  }

  /// Forgets what is not a counter.
  mutating func forgetExtremes() {
    extremes = Extremes()
    padding = 0
  }
}
