internal import CZlib

/// The CRC-32 of ZIP archives, by zlib.
enum Checksum {
  /// The checksum of some bytes.
  static func of(_ bytes: [UInt8]) -> UInt32 {
    // Integers have no padding, so every byte is initialised.
    of(unsafe bytes.span.bytes, after: 0)
  }

  /// The checksum of bytes that follow others, whose checksum is given.
  static func of(_ bytes: RawSpan, after before: UInt32) -> UInt32 {
    // The pointer does not leave the call.
    unsafe bytes.withUnsafeBytes {
      let start = unsafe $0.bindMemory(to: UInt8.self).baseAddress
      return UInt32(truncatingIfNeeded: unsafe crc32_z(uLong(before), start, $0.count))
    }
  }

  /// The checksum of bytes that follow others, from those of both.
  static func joined(_ first: UInt32, _ second: UInt32, secondByteCount: UInt64) -> UInt32 {
    let count = Int(clamping: secondByteCount)  // No file is longer.
    return UInt32(truncatingIfNeeded: crc32_combine(uLong(first), uLong(second), count))
  }
}
