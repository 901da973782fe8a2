/// Opens safetensors files: header length, header, layout of the data.
enum SafetensorsReader {
  /// The longest header, as the format's own implementation sets it.
  static let headerLimit: UInt64 = 100_000_000

  /// Finds the tensors of a file.
  static func read(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    let length = try headerLength(file)
    let bytes = try file.bytes(at: 8, atMost: Int(length))
    let cursor = ByteCursor(bytes, path: file.path, base: 8)
    let header = try SafetensorsHeader(cursor)
    let layout = try SafetensorsLayout(
      header.entries, dataOffset: 8 + length, fileByteCount: file.byteCount, cursor)
    return FileContents(
      tensors: layout.tensors, metadata: header.metadata, problems: layout.problems)
  }

  /// The header's length in bytes, checked before anything of that size is read.
  private static func headerLength(
    _ file: borrowing OpenFile
  ) throws(TensorFileError) -> UInt64 {
    let prefix = try file.bytes(at: 0, atMost: 8)
    guard prefix.count == 8 else { throw truncated(file, 8) }
    let length = littleEndian(prefix)
    let cursor = ByteCursor(prefix, path: file.path, base: 0)
    if length == 0 { throw cursor.error(.emptyHeader, "the header is empty", at: 0) }
    guard length <= headerLimit else {
      throw cursor.error(
        .headerTooLong,
        "the header claims \(length) bytes, more than the \(headerLimit) that the format allows",
        at: 0, remedy: "check that this is a safetensors file")
    }
    guard 8 + length <= file.byteCount else { throw truncated(file, 8 + length) }
    return length
  }

  /// Whether a file's first bytes could be those of safetensors: a length that
  /// fits into the file, and the `{` of a JSON object.
  static func isPlausible(prefix: [UInt8], fileByteCount: UInt64) -> Bool {
    guard prefix.count >= 10, prefix[8] == 0x7B, [0x22, 0x7D, 0x20].contains(prefix[9]) else {
      return false
    }
    let length = littleEndian(Array(prefix[..<8]))
    return length >= 2 && length <= headerLimit && 8 + length <= fileByteCount
  }

  private static func littleEndian(_ bytes: [UInt8]) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func truncated(
    _ file: borrowing OpenFile, _ needed: UInt64
  ) -> TensorFileError {
    TensorFileError(
      .truncatedHeader, path: file.path, byteOffset: file.byteCount,
      what: "the file ends inside its header, which needs \(needed) bytes",
      remedy: "record it again: it was cut while being written or copied")
  }
}
