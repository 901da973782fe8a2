extension ZipEntry {
  /// The bytes that are read at a time.
  private static let pieceSize = 256 * 1024

  /// Reads all bytes, and throws where their checksum is not what the archive promises, or
  /// where they cannot be inflated.
  func verify(_ file: borrowing OpenFile) throws(TensorFileError) {
    let bytes = try EntryBytes(self, file)
    var (place, found): (UInt64, UInt32) = (0, 0)
    while place < byteCount {
      let piece = try bytes.next(Self.pieceSize, file)
      found = Checksum.of(unsafe piece.span.bytes, after: found)
      place += UInt64(piece.count)
    }
    try check(found, file)
  }
}
