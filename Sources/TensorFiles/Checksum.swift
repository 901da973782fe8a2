internal import CChecksum
internal import CZlib

/// The CRC-32 of ZIP archives and histogram files: by the processor's carry-less multiplication where it has
/// one, else by zlib, which is slower than the audit.
package enum Checksum {
  /// The checksum of some bytes.
  package static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    // Integers have no padding, so every byte is initialised.
    of(unsafe bytes.span.bytes, after: 0)
  }

  /// The checksum of bytes that follow others, whose checksum is given.
  package static func of(_ bytes: RawSpan, after before: UInt32) -> UInt32 {
    // The pointer does not leave the calls, which read as many bytes as there are.
    unsafe bytes.withUnsafeBytes {
      guard let start = unsafe $0.bindMemory(to: UInt8.self).baseAddress else { return before }
      let count = fpaudit_has_crc32() != 0 && $0.count >= 64 ? $0.count & ~15 : 0
      let checksum = count > 0 ? unsafe fpaudit_crc32(before, start, count) : before
      return UInt32(
        truncatingIfNeeded: unsafe crc32_z(uLong(checksum), start + count, $0.count - count))
    }
  }

  /// The checksum of bytes that follow others, from those of both.
  package static func joined(_ first: UInt32, _ second: UInt32, secondByteCount: UInt64) -> UInt32 {
    let count = Int(clamping: secondByteCount)  // No file is longer.
    return UInt32(truncatingIfNeeded: crc32_combine(uLong(first), uLong(second), count))
  }
}
