/// A stretch of a file in memory, moved on as records are read one after the other.
///
/// The memory does not depend on what the file claims.
struct FileWindow {
  /// The size in bytes: more than the longest record of a ZIP archive.
  private static let byteCount = 256 * 1024

  private var start: UInt64 = 0
  private var bytes: [UInt8] = []

  /// The bytes at an offset, fewer where the file ends before.
  ///
  /// - Precondition: `count` is at most 256 KiB.
  mutating func bytes(
    at offset: UInt64, count: Int, of file: borrowing OpenFile
  ) throws(TensorFileError) -> ArraySlice<UInt8> {
    let isInside =
      offset >= start && offset - start <= UInt64(bytes.count)
      && UInt64(bytes.count) - (offset - start) >= UInt64(count)
    if !isInside {
      bytes = try file.bytes(at: offset, atMost: Self.byteCount)
      start = offset
    }
    return bytes.dropFirst(Int(offset - start)).prefix(count)
  }
}
