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

  /// Reads bins and their counts.
  ///
  /// - Parameters:
  ///   - places: Where the bins stand among all.
  ///   - sign: Set in the numbers of the bins.
  ///   - cumulative: For each bin, the number of values in it and in all before it.
  static func read(
    _ reader: inout ByteReader, _ places: Range<Int>, sign: UInt32, into bins: inout [UInt32],
    _ cumulative: inout [UInt64]
  ) throws(ByteReader.Fault) {
    if places.isEmpty { return }
    let first = try reader.number()
    guard first > 0, first < UInt64(HistogramGrid.binCount) else {
      throw reader.fault("there is no such bin")
    }
    var sum = BlockSum(
      sign: sign, bin: first - 1,
      sum: places.lowerBound > 0 ? cumulative[places.lowerBound - 1] : 0)
    var targets = bins.mutableSpan
    var sums = cumulative.mutableSpan
    for start in stride(from: places.lowerBound, to: places.upperBound, by: blockSize) {
      let block = start..<min(start + blockSize, places.upperBound)
      try sum.read(&reader, block, into: &targets, &sums)
    }
    guard targets[places.lowerBound] == UInt32(first) | sign else {
      throw reader.fault("the first bin is not where it should be")
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

/// The last bin that was read, and how many values there are up to it.
private struct BlockSum {
  private let sign: UInt32
  private var bin: UInt64
  private var sum: UInt64

  init(sign: UInt32, bin: UInt64, sum: UInt64) {
    (self.sign, self.bin, self.sum) = (sign, bin, sum)
  }

  mutating func read(
    _ reader: inout ByteReader, _ places: Range<Int>, into bins: inout MutableSpan<UInt32>,
    _ cumulative: inout MutableSpan<UInt64>
  ) throws(ByteReader.Fault) {
    let start = reader.position
    guard let widths = BlockWidths(distance: try reader.byte(), count: try reader.byte()) else {
      throw ByteReader.Fault(offset: start, what: "a block of bins has no such widths")
    }
    let distances = PackedNumbers(places.count, bitWidth: widths.distance, start: 0)
    let counts = PackedNumbers(places.count, bitWidth: widths.count, start: distances.end)
    let isSound = try reader.words(byteCount: counts.end) {
      add($0, distances, counts, places, into: &bins, &cumulative)
    }
    guard isSound else {
      throw ByteReader.Fault(offset: start, what: "a block of bins is not as it is written")
    }
  }

  /// - Parameter words: The block, and seven bytes more.
  /// - Returns: Whether there are such bins and that many values, written as they should be.
  private mutating func add(
    _ words: RawSpan, _ distances: PackedNumbers, _ counts: PackedNumbers, _ places: Range<Int>,
    into bins: inout MutableSpan<UInt32>, _ cumulative: inout MutableSpan<UInt64>
  ) -> Bool {
    precondition(places.upperBound <= min(bins.count, cumulative.count))
    var (distances, counts) = (distances, counts)
    var (bin, sum, sums) = (bin, sum, 0 as UInt64)
    for place in places {
      bin &+= distances.next(words) &+ 1
      // Not more than 64 bits as long as no sum and no count takes the 64th.
      sum &+= counts.next(words) &+ 1
      sums |= sum
      unsafe bins[unchecked: place] = UInt32(truncatingIfNeeded: bin) | sign
      unsafe cumulative[unchecked: place] = sum
    }
    (self.bin, self.sum) = (bin, sum)
    return bin < UInt64(HistogramGrid.binCount) && (sums | counts.union) <= UInt64(Int.max)
      && distances.areWritten(words) && counts.areWritten(words)
  }
}

/// Numbers of equal width among bytes.
private struct PackedNumbers {
  private let bitWidth: Int
  private let mask: UInt64
  /// Where the bits of the next number begin.
  private var place: Int
  /// The byte behind the last one.
  let end: Int
  /// The bits that are set in one of the numbers so far.
  private(set) var union: UInt64 = 0

  init(_ count: Int, bitWidth: Int, start: Int) {
    self.bitWidth = bitWidth
    mask = .max >> UInt64(64 - bitWidth)
    place = 8 * start
    end = start + (count * bitWidth + 7) / 8
  }

  /// The next number; no more than there are.
  ///
  /// - Parameter words: The bytes, and seven bytes more.
  @inline(__always)
  mutating func next(_ words: RawSpan) -> UInt64 {
    // Integers have no padding, so every byte is initialised.
    let word = unsafe words.unsafeLoadUnaligned(fromByteOffset: place &>> 3, as: UInt64.self)
    let number = word.littleEndian &>> UInt64(truncatingIfNeeded: place & 7) & mask
    place &+= bitWidth
    union |= number
    return number
  }

  /// Whether all numbers, once they were read, are written as they should be: no narrower
  /// ones would do, and the bits behind the last are zero.
  func areWritten(_ words: RawSpan) -> Bool {
    let last = unsafe words.unsafeLoad(fromByteOffset: end - 1, as: UInt8.self)
    return bitWidth == BlockWidths.width(ofUnion: union)
      && (place & 7 == 0 || last >> UInt8(place & 7) == 0)
  }
}
