/// Writes the items of a histogram file.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  /// An integer, seven bits a byte, the least significant first (LEB128).
  mutating func append(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// An integer that is not negative.
  mutating func append(count: Int) { append(UInt64(count)) }

  /// An integer of either sign: twice the magnitude, plus one below zero.
  mutating func append(signed number: Int) {
    append(UInt64(bitPattern: Int64(number << 1 ^ number >> 63)))
  }

  /// A length and so many bytes of UTF-8.
  mutating func append(_ text: String) {
    append(count: text.utf8.count)
    bytes += text.utf8
  }

  /// A binary64 value, eight bytes, the least significant first.
  mutating func append(_ value: Double) { append(fixed: value.bitPattern) }

  /// An integer of fixed width, the least significant byte first.
  mutating func append(fixed number: some FixedWidthInteger & UnsignedInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  /// Integers of so many bits each, from the least bit of the first byte on; the bits behind
  /// the last are zero.
  ///
  /// - Parameter bitWidth: 56 at most, or 64.
  mutating func append(_ numbers: [UInt64], bitWidth: Int) {
    var (bits, bitCount): (UInt64, Int) = (0, 0)
    for number in numbers {
      bits |= number << UInt64(bitCount)
      bitCount += bitWidth
      while bitCount >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
        bitCount -= 8
      }
    }
    if bitCount > 0 { bytes.append(UInt8(truncatingIfNeeded: bits)) }
  }

  /// What another writer has written, behind its length.
  mutating func append(_ other: ByteWriter) {
    append(count: other.bytes.count)
    bytes += other.bytes
  }

  /// A number of items, and each of them.
  mutating func append<Item>(
    _ items: some Collection<Item>, _ item: (inout ByteWriter, Item) -> Void
  ) {
    append(count: items.count)
    for next in items { item(&self, next) }
  }

  /// Whether there is a value, and the value.
  mutating func append<Item>(_ value: Item?, _ item: (inout ByteWriter, Item) -> Void) {
    bytes.append(value == nil ? 0 : 1)
    if let value { item(&self, value) }
  }
}
