/// Bins of one sign, with their counts, in a histogram file.
///
/// The first bin, and blocks of 32 bins, the last of which may have fewer. A block is a byte that tells two widths, then how far each bin lies behind the one
/// before, less one (0 for the first of all), then each count, less one: numbers of as many
/// bytes as the greatest of the block takes, the least significant first. So they are read
/// without a branch on what they are, and bins ascend whatever they are.
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
      writer.append(fixed: widths.byte)
      for distance in distances { writer.append(distance, byteCount: widths.distance) }
      for count in counts { writer.append(count, byteCount: widths.count) }
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
  }
}

/// The bytes that each number of a block takes.
private struct BlockWidths {
  let distance: Int
  let count: Int

  init(distances: [UInt64], counts: [UInt64]) {
    distance = BlockWidths.width(ofUnion: distances.reduce(0, |))
    count = BlockWidths.width(ofUnion: counts.reduce(0, |))
  }

  /// Nil if a byte tells no widths.
  init?(_ byte: UInt8) {
    (distance, count) = (Int(byte & 0xF), Int(byte >> 4))
    guard (1...3).contains(distance), (1...8).contains(count) else { return nil }
  }

  /// Both in a byte.
  var byte: UInt8 { UInt8(distance | count << 4) }

  /// Whether no narrower ones hold numbers, given which bits are set in one of them.
  func areLeast(forDistances distances: UInt64, counts: UInt64) -> Bool {
    distance == BlockWidths.width(ofUnion: distances) && count == BlockWidths.width(ofUnion: counts)
  }

  private static func width(ofUnion bits: UInt64) -> Int {
    (71 - (bits | 1).leadingZeroBitCount) / 8
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
    guard let widths = BlockWidths(try reader.byte()) else {
      throw ByteReader.Fault(offset: start, what: "a block of bins has no such widths")
    }
    let isSound = try reader.words(byteCount: places.count * (widths.distance + widths.count)) {
      add($0, widths, places, into: &bins, &cumulative)
    }
    guard isSound else {
      throw ByteReader.Fault(offset: start, what: "a block of bins is not as it is written")
    }
  }

  /// - Parameter words: The block, and seven bytes more.
  /// - Returns: Whether there are such bins and that many values, written as they should be.
  private mutating func add(
    _ words: RawSpan, _ widths: BlockWidths, _ places: Range<Int>,
    into bins: inout MutableSpan<UInt32>, _ cumulative: inout MutableSpan<UInt64>
  ) -> Bool {
    precondition(words.byteCount >= places.count * (widths.distance + widths.count) + 7)
    precondition(places.upperBound <= min(bins.count, cumulative.count))
    let distanceMask = UInt64.max >> UInt64(64 - 8 * widths.distance)
    let countMask = UInt64.max >> UInt64(64 - 8 * widths.count)
    var (distanceOffset, countOffset) = (0, places.count * widths.distance)
    var (distances, counts, sums): (UInt64, UInt64, UInt64) = (0, 0, 0)
    var (bin, sum) = (bin, sum)
    for place in places {
      // Integers have no padding, so every byte is initialised.
      let words = unsafe (
        words.unsafeLoadUnaligned(fromUncheckedByteOffset: distanceOffset, as: UInt64.self),
        words.unsafeLoadUnaligned(fromUncheckedByteOffset: countOffset, as: UInt64.self)
      )
      distanceOffset &+= widths.distance
      countOffset &+= widths.count
      let distance = words.0.littleEndian & distanceMask
      let count = words.1.littleEndian & countMask
      distances |= distance
      counts |= count
      bin &+= distance &+ 1
      // Not more than 64 bits as long as no sum and no count takes the 64th.
      sum &+= count &+ 1
      sums |= sum
      unsafe bins[unchecked: place] = UInt32(truncatingIfNeeded: bin) | sign
      unsafe cumulative[unchecked: place] = sum
    }
    (self.bin, self.sum) = (bin, sum)
    return bin < UInt64(HistogramGrid.binCount) && (sums | counts) <= UInt64(Int.max)
      && widths.areLeast(forDistances: distances, counts: counts)
  }
}
