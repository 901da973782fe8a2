/// What came by, byte by byte: FNV-1a.
struct Digest: Equatable {
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private(set) var count = 0

  mutating func take(_ byte: UInt8) {
    hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    count += 1
  }

  mutating func take(_ bytes: RawSpan) {
    // The offsets are those of the span.
    for place in bytes.byteOffsets {
      take(unsafe bytes.unsafeLoad(fromUncheckedByteOffset: place, as: UInt8.self))
    }
  }
}
