/// Bins of one sign, with their counts, in a histogram file.
///
/// The first bin, and blocks of 32 bins, the last of which may have fewer. A block is two
/// widths, a byte each; then how far each bin lies behind the one before, less one (0 for the
/// first of all); then each count, less one: numbers of as many bits as the greatest of them
/// takes, one at least, and 64 for more than 56, from the least bit of the first byte on. So
/// they are read without a branch on what they are, and bins ascend whatever they are.
enum BinBlocks {
  private static let blockSize = 32

  /// Writes bins that ascend, without their sign, and their counts.
  static func write(_ entries: [(bin: UInt32, count: UInt64)], to writer: inout ByteWriter) {
    guard let first = entries.first?.bin else { return }
    writer.append(UInt64(first))
    var previous = first - 1
    for start in stride(from: 0, to: entries.count, by: blockSize) {
      let block = entries[start..<min(start + blockSize, entries.count)]
      let distances = block.map { entry in
        defer { previous = entry.bin }
        return UInt64(entry.bin - previous - 1)
      }
      let counts = block.map { $0.count - 1 }
      let widths = BlockWidths(distances: distances, counts: counts)
      writer.append(fixed: UInt8(widths.distance))
      writer.append(fixed: UInt8(widths.count))
      writer.append(distances, bitWidth: widths.distance)
      writer.append(counts, bitWidth: widths.count)
    }
  }

  /// Reads bins of one sign and their counts.
  ///
  /// - Parameters:
  ///   - count: The number of bins.
  ///   - sink: Gets them. They are bins of the grid, but whether all is as it should be shows
  ///     at the end.
  /// - Returns: What they tell together.
  static func read(
    _ reader: inout ByteReader, _ count: Int, into sink: inout some BinSink & ~Copyable
  ) throws(ByteReader.Fault) -> BinTotals {
    var totals = BinTotals()
    if count == 0 { return totals }
    let first = try reader.number()
    guard first > 0, first < UInt64(HistogramGrid.binCount) else {
      throw reader.fault("there is no such bin")
    }
    totals.bin = UInt32(first) &- 1
    totals.least = UInt32(first)
    let origin = reader.position
    try reader.words { words throws(ByteReader.Fault) in
      var (offset, left) = (0, count)
      while left > 0 {
        let block = try BinBlock(words, at: offset, min(left, blockSize), origin: origin)
        guard left < count || block.beginsWithZero(words) else {
          throw ByteReader.Fault(
            offset: origin, what: "the first bin is not where it should be")
        }
        guard block.read(words, &totals, into: &sink) else {
          throw ByteReader.Fault(
            offset: origin + offset, what: "a block of bins is not as it is written")
        }
        offset = block.end
        left &-= blockSize
      }
      return offset
    }
    return totals
  }

  /// Counts the values in the bins before one.
  ///
  /// - Parameters:
  ///   - count: The number of bins.
  ///   - limit: The first bin that is not counted.
  /// - Precondition: They were read before, and all was as it should be.
  static func count(
    _ reader: inout ByteReader, _ count: Int, below limit: UInt32
  ) throws(ByteReader.Fault) -> UInt64 {
    if count == 0 { return 0 }
    var bin = UInt32(truncatingIfNeeded: try reader.number()) &- 1
    var sum: UInt64 = 0
    let origin = reader.position
    try reader.words { words throws(ByteReader.Fault) in
      var (offset, left) = (0, count)
      while left > 0, bin &+ 1 < limit {
        let block = try BinBlock(words, at: offset, min(left, blockSize), origin: origin)
        sum &+= block.count(words, below: limit, behind: &bin)
        offset = block.end
        left &-= blockSize
      }
      return offset
    }
    return sum
  }
}

/// Takes the bins of a histogram and their counts.
///
/// Not a closure, which would have to keep in memory what it sums up; and moved, never copied.
protocol BinSink: ~Copyable {
  /// Makes room for so many bins; called before all others, if at all.
  mutating func reserve(_ count: Int)

  /// Begins with the bins of one sign: once for each, those of positive values and of zero
  /// first.
  mutating func begin(isNegative: Bool)

  /// Adds a bin, without its sign; they ascend.
  mutating func add(_ bin: UInt32, _ count: UInt64)
}

extension BinSink where Self: ~Copyable {
  mutating func reserve(_ count: Int) {}
  mutating func begin(isNegative: Bool) {}
}

/// What the bins of one sign tell together.
struct BinTotals {
  /// The last bin that was read.
  fileprivate var bin: UInt32 = 0
  /// The number of values.
  fileprivate(set) var count: UInt64 = 0
  /// The number of those that are infinite or NaN.
  fileprivate(set) var nonfiniteCount: UInt64 = 0
  /// The least bin; more than any if there is none.
  fileprivate(set) var least = UInt32.max
  /// The greatest bin of finite magnitudes, if there is one.
  fileprivate(set) var greatest: UInt32 = 0

  /// Adds a bin behind those that were added before.
  mutating func add(_ bin: UInt32, _ count: UInt64) {
    // As many as cannot be, where 64 bits cannot count them.
    let (sum, overflow) = self.count.addingReportingOverflow(count)
    self.count = overflow ? .max : sum
    least = min(least, bin)
    if bin < HistogramGrid.infinity {
      greatest = bin
    } else {
      nonfiniteCount &+= count
    }
  }
}

/// The bits that each number of a block takes.
private struct BlockWidths {
  let distance: Int
  let count: Int

  init(distances: [UInt64], counts: [UInt64]) {
    distance = BlockWidths.width(ofUnion: distances.reduce(0, |))
    count = BlockWidths.width(ofUnion: counts.reduce(0, |))
  }

  /// Nil if there are no such widths.
  init?(distance: UInt8, count: UInt8) {
    guard (1...20).contains(distance), (1...56).contains(count) || count == 64 else { return nil }
    (self.distance, self.count) = (Int(distance), Int(count))
  }

  /// The bits of numbers, given which bits are set in one of them.
  static func width(ofUnion bits: UInt64) -> Int {
    let width = UInt64.bitWidth - (bits | 1).leadingZeroBitCount
    return width > 56 ? 64 : width
  }
}

/// Where the numbers of a block lie.
private struct BinBlock {
  private let count: Int
  private let distances: PackedNumbers
  private let counts: PackedNumbers

  /// The byte behind the last one.
  var end: Int { counts.end }

  /// - Parameters:
  ///   - words: What is left of an entry, and seven bytes more.
  ///   - offset: Where the block begins among them.
  ///   - count: The number of its bins.
  ///   - origin: Where they begin in the file, for errors.
  init(
    _ words: RawSpan, at offset: Int, _ count: Int, origin: Int
  ) throws(ByteReader.Fault) {
    guard offset + 2 <= words.byteCount - 7 else {
      throw BinBlock.endsTooEarly(words, origin)
    }
    let widths = unsafe BlockWidths(
      distance: words.unsafeLoad(fromByteOffset: offset, as: UInt8.self),
      count: words.unsafeLoad(fromByteOffset: offset + 1, as: UInt8.self))
    guard let widths else {
      throw ByteReader.Fault(offset: origin + offset, what: "a block of bins has no such widths")
    }
    self.count = count
    distances = PackedNumbers(count, bitWidth: widths.distance, start: offset + 2)
    counts = PackedNumbers(count, bitWidth: widths.count, start: distances.end)
    guard counts.end <= words.byteCount - 7 else { throw BinBlock.endsTooEarly(words, origin) }
  }

  private static func endsTooEarly(_ words: RawSpan, _ origin: Int) -> ByteReader.Fault {
    ByteReader.Fault(offset: origin + words.byteCount - 7, what: "the contents end too early")
  }

  /// Whether the first distance is none.
  func beginsWithZero(_ words: RawSpan) -> Bool {
    unsafe words.withUnsafeBytes { words in
      guard let words = words.baseAddress else { return false }
      return unsafe distances.number(0, words) == 0
    }
  }

  /// Counts the values of the bins before one.
  ///
  /// - Parameter last: The bin behind which they begin; then the last one that was looked at,
  ///   which is not counted unless it stands before the limit.
  func count(_ words: RawSpan, below limit: UInt32, behind last: inout UInt32) -> UInt64 {
    precondition(end <= words.byteCount - 7)
    return unsafe words.withUnsafeBytes { words in
      guard let words = words.baseAddress else { return 0 }
      var (bin, sum) = (last, 0 as UInt64)
      for index in 0..<count {
        bin &+= unsafe UInt32(truncatingIfNeeded: distances.number(index, words)) &+ 1
        if bin >= limit { break }
        sum &+= unsafe counts.number(index, words) &+ 1
      }
      last = bin
      return sum
    }
  }

  /// Reads the bins and their counts.
  ///
  /// - Parameter totals: Those of the bins before, of the same sign.
  /// - Returns: Whether there are such bins and that many values, written as they should be.
  @inline(__always)
  func read(
    _ words: RawSpan, _ totals: inout BinTotals, into sink: inout some BinSink & ~Copyable
  ) -> Bool {
    precondition(end <= words.byteCount - 7)
    // Every number begins in a byte before the end; integers have no padding.
    return unsafe words.withUnsafeBytes { words in
      guard let words = words.baseAddress else { return false }
      let before = totals.bin
      // As many at once as a word has at least, whatever bit of its first byte they begin with.
      let isSound =
        distances.bitWidth <= 14 && counts.bitWidth <= 14
        ? unsafe read(words, by: 4, &totals, into: &sink)
        : unsafe read(words, by: 1, &totals, into: &sink)
      if isSound, totals.bin >= HistogramGrid.infinity {
        unsafe addNonfinite(words, behind: before, &totals)
      } else {
        totals.greatest = totals.bin
      }
      return isSound
    }
  }

  /// - Parameter size: How many are read from one word, which has 57 bits at least.
  @inline(__always)
  private func read<Sink: BinSink & ~Copyable>(
    _ words: UnsafeRawPointer, by size: Int, _ totals: inout BinTotals,
    into target: inout Sink
  ) -> Bool {
    let (distanceWidth, countWidth) = (
      UInt64(truncatingIfNeeded: distances.bitWidth), UInt64(truncatingIfNeeded: counts.bitWidth)
    )
    let (distanceMask, countMask) = (distances.mask, counts.mask)
    var (distancePlace, countPlace) = (distances.place, counts.place)
    var (distanceUnion, countUnion, left) = (0 as UInt64, 0 as UInt64, count)
    // Moved here, what they sum up is in registers.
    var (bin, sum) = (totals.bin, totals.count)
    var sink = target
    groups: while left >= size {
      var (distances, counts) = unsafe (
        PackedNumbers.word(words, distancePlace), PackedNumbers.word(words, countPlace)
      )
      distanceUnion |= distances
      countUnion |= counts
      for _ in 0..<size {
        bin &+= UInt32(truncatingIfNeeded: distances & distanceMask) &+ 1
        let count = (counts & countMask) &+ 1
        sum &+= count
        if bin >= UInt32(HistogramGrid.binCount) { break groups }
        sink.add(bin, count)
        distances &>>= distanceWidth
        counts &>>= countWidth
      }
      distancePlace &+= size &* self.distances.bitWidth
      countPlace &+= size &* self.counts.bitWidth
      left &-= size
    }
    while left > 0, bin < UInt32(HistogramGrid.binCount) {
      let distance = unsafe PackedNumbers.word(words, distancePlace) & distanceMask
      let number = unsafe PackedNumbers.word(words, countPlace) & countMask
      distanceUnion |= distance
      countUnion |= number
      bin &+= UInt32(truncatingIfNeeded: distance) &+ 1
      sum &+= number &+ 1
      if bin >= UInt32(HistogramGrid.binCount) { break }
      sink.add(bin, number &+ 1)
      distancePlace &+= self.distances.bitWidth
      countPlace &+= self.counts.bitWidth
      left &-= 1
    }
    target = sink
    let before = totals.count
    (totals.bin, totals.count) = (bin, sum)
    return unsafe left == 0 && distances.areWritten(words, distanceUnion, by: size)
      && counts.areWritten(words, countUnion, by: size) && sum <= UInt64(Int.max)
      && (counts.bitWidth <= 56 || isCountable(words, before))
  }

  /// Whether 63 bits can count so many values and those of the bins.
  private func isCountable(_ words: UnsafeRawPointer, _ before: UInt64) -> Bool {
    var sum = before
    for index in 0..<count {
      // What would be 2^64 is zero.
      let count = unsafe counts.number(index, words) &+ 1
      guard count > 0, count <= UInt64(Int.max) - sum else { return false }
      sum += count
    }
    return true
  }

  /// Counts what is infinite or NaN among the bins behind one.
  private func addNonfinite(
    _ words: UnsafeRawPointer, behind before: UInt32, _ totals: inout BinTotals
  ) {
    var bin = before
    for index in 0..<count {
      bin += unsafe UInt32(distances.number(index, words)) + 1
      if bin < HistogramGrid.infinity {
        totals.greatest = bin
      } else {
        totals.nonfiniteCount += unsafe counts.number(index, words) + 1
      }
    }
  }
}

/// Numbers of equal width among bytes.
private struct PackedNumbers {
  let bitWidth: Int
  /// Where the bits of the first one begin.
  let place: Int
  private let count: Int
  /// The byte behind the last one.
  let end: Int

  init(_ count: Int, bitWidth: Int, start: Int) {
    self.bitWidth = bitWidth
    self.count = count
    place = 8 &* start
    end = start &+ (count &* bitWidth &+ 7) / 8
  }

  var mask: UInt64 { .max &>> UInt64(truncatingIfNeeded: 64 &- bitWidth) }

  /// The 57 bits or more from a place on.
  @inline(__always)
  static func word(_ words: UnsafeRawPointer, _ place: Int) -> UInt64 {
    let word = unsafe words.loadUnaligned(fromByteOffset: place &>> 3, as: UInt64.self)
    return word.littleEndian &>> UInt64(truncatingIfNeeded: place & 7)
  }

  /// One of them.
  @inline(__always)
  func number(_ index: Int, _ words: UnsafeRawPointer) -> UInt64 {
    unsafe PackedNumbers.word(words, place &+ index &* bitWidth) & mask
  }

  /// Whether they are written as they should be: no narrower ones would do, and the bits behind
  /// the last are zero.
  ///
  /// - Parameters:
  ///   - union: The bits that are set in one of their words, or of the numbers.
  ///   - size: How many are in a word.
  @inline(__always)
  func areWritten(_ words: UnsafeRawPointer, _ union: UInt64, by size: Int) -> Bool {
    let behind = (count &* bitWidth) & 7
    let last = unsafe words.load(fromByteOffset: end &- 1, as: UInt8.self)
    return (bitWidth == 1 || union & highBits(of: size) != 0)
      && (behind == 0 || last &>> UInt8(truncatingIfNeeded: behind) == 0)
  }

  /// The bits of so many numbers in a word of which one is set in one of them.
  @inline(__always)
  private func highBits(of size: Int) -> UInt64 {
    // 64 are taken for more than 56.
    if bitWidth == 64 { return ~0 &<< 56 }
    var bits: UInt64 = 0
    for number in 1...size { bits |= 1 &<< UInt64(truncatingIfNeeded: number &* bitWidth &- 1) }
    return bits
  }
}
