/// A file in a ZIP archive, and where its bytes are.
///
/// Values are facts from two headers that agree: `byteOffset + compressedByteCount` does
/// not exceed the size that the archive had, and no byte belongs to two entries.
struct ZipEntry: Hashable, Sendable {
  /// The name, slashes and all: nothing is ever written to it.
  let name: String
  /// How the bytes are stored.
  let method: ZipMethod
  /// The offset in the archive of the first byte.
  let byteOffset: UInt64
  /// The number of bytes in the archive.
  let compressedByteCount: UInt64
  /// The number of bytes of the file; of a stored one, those in the archive.
  let byteCount: UInt64
  /// The CRC-32 of the file's bytes, as the archive promises it.
  let checksum: UInt32

  /// Whether it stands for a directory.
  var isDirectory: Bool { name.utf8.last == 0x2F && byteCount == 0 }

  /// The same entry of an archive that begins at an offset of a file.
  func shifted(by offset: UInt64) -> ZipEntry {
    ZipEntry(
      name: name, method: method, byteOffset: byteOffset + offset,
      compressedByteCount: compressedByteCount, byteCount: byteCount, checksum: checksum)
  }

  /// The offset in the archive just behind the last byte.
  var endOffset: UInt64 { byteOffset &+ compressedByteCount }  // Validated: inside the file.
}
