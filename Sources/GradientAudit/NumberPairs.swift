/// Reads numbers of a histogram file two at a time, from one word where both lie in it.
struct NumberPairs {
  private let bytes: ArraySlice<UInt8>
  /// The index of the next byte.
  private(set) var position: Int

  init(_ bytes: ArraySlice<UInt8>, _ position: Int) {
    self.bytes = bytes
    self.position = position
  }

  /// The last bit of each byte, which is set in all bytes of a number but its last one.
  private static let marks: UInt64 = 0x8080_8080_8080_8080

  /// The next two numbers.
  @inline(__always)
  mutating func next() throws(ByteReader.Fault) -> (UInt64, UInt64) {
    let offset = position - bytes.startIndex
    guard offset + 8 <= bytes.count else { return try nextByBytes() }
    // Integers have no padding, so every byte is initialised.
    let word = unsafe bytes.span.bytes.unsafeLoadUnaligned(
      fromByteOffset: offset, as: UInt64.self
    ).littleEndian
    let ends = ~word & NumberPairs.marks
    let otherEnds = ends & (ends &- 1)
    guard otherEnds != 0 else { return try nextByBytes() }
    // The bits of the first number, and of both.
    let bitCount = UInt64(truncatingIfNeeded: ends.trailingZeroBitCount) &+ 1
    let allBitCount = UInt64(truncatingIfNeeded: otherEnds.trailingZeroBitCount) &+ 1
    let otherBitCount = allBitCount &- bitCount
    guard max(bitCount, otherBitCount) <= 24 else { return try nextByBytes() }
    let first = word & ((1 &<< bitCount) &- 1)
    let second = word &>> bitCount & ((1 &<< otherBitCount) &- 1)
    guard NumberPairs.isPlain(first, bitCount), NumberPairs.isPlain(second, otherBitCount) else {
      return try nextByBytes()
    }
    position += Int(truncatingIfNeeded: allBitCount &>> 3)
    return (NumberPairs.number(first), NumberPairs.number(second))
  }

  /// Whether the bytes of a number do not end with a zero that could be left out.
  @inline(__always)
  private static func isPlain(_ bytes: UInt64, _ bitCount: UInt64) -> Bool {
    bitCount == 8 || bytes &>> (bitCount &- 8) != 0
  }

  /// The number in three bytes: seven bits of each.
  @inline(__always)
  private static func number(_ bytes: UInt64) -> UInt64 {
    bytes & 0x7F | (bytes & 0x7F00) &>> 1 | (bytes & 0x7F_0000) &>> 2
  }

  /// Where a number is long, or the end is near.
  private mutating func nextByBytes() throws(ByteReader.Fault) -> (UInt64, UInt64) {
    var reader = ByteReader(bytes)
    reader.move(to: position)
    let pair = (try reader.number(), try reader.number())
    position = reader.position
    return pair
  }
}
