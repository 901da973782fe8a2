/// One record of a ZIP archive's central directory.
struct ZipHeader {
  /// The size of the record without its texts.
  static let byteCount = 46

  /// The latest version of the format that is known, in tenths.
  private static let knownVersion = 63

  /// The offset in the file of the record.
  let offset: UInt64
  /// The bytes of the name.
  let name: [UInt8]
  /// The flags.
  let flags: UInt64
  /// The number of the method of compression.
  let method: UInt64
  /// The CRC-32 of the entry's bytes.
  let checksum: UInt32
  /// The number of bytes in the archive.
  let compressedByteCount: UInt64
  /// The number of bytes of the file.
  let byteCount: UInt64
  /// The offset in the file of the entry's local header.
  let localOffset: UInt64
  /// The offset in the file just behind the record.
  let endOffset: UInt64

  /// Whether a record with the sizes follows the data, for these were not known before.
  var hasDescriptor: Bool { flags & 1 << 3 != 0 }

  /// Whether the bytes, or the headers, are encrypted.
  var isEncrypted: Bool { flags & (1 << 0 | 1 << 6 | 1 << 13) != 0 }

  /// Reads the record at an offset of the directory.
  init(
    at offset: UInt64, _ end: ZipEnd, _ window: inout FileWindow, _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    let fixed = ZipRecord(
      bytes: try window.bytes(at: offset, count: Self.byteCount, of: file), offset: offset)
    guard fixed.isRecord(.centralHeader, count: Self.byteCount),
      end.directoryEnd - offset >= UInt64(Self.byteCount)
    else { throw file.malformedArchive("no entry where the directory should have one", at: offset) }
    let lengths = [28, 30, 32].map { Int(fixed.field($0, width: 2)) }
    let count = lengths.reduce(Self.byteCount, +)
    guard end.directoryEnd - offset >= UInt64(count) else {
      throw file.malformedArchive("an entry of the directory goes on behind its end", at: offset)
    }
    let record = ZipRecord(
      bytes: try window.bytes(at: offset, count: count, of: file), offset: offset)
    let extra = ZipRecord(
      bytes: record.part(Self.byteCount + lengths[0], count: lengths[1]), offset: offset)
    var sizes = ZipLongFields(extra)
    self.offset = offset
    name = Array(record.part(Self.byteCount, count: lengths[0]))
    flags = record.field(8, width: 2)
    method = record.field(10, width: 2)
    checksum = UInt32(truncatingIfNeeded: record.field(16, width: 4))
    byteCount = sizes.take(for: record.field(24, width: 4))
    compressedByteCount = sizes.take(for: record.field(20, width: 4))
    localOffset = sizes.take(for: record.field(42, width: 4))
    endOffset = offset + UInt64(count)
    if sizes.isMissing {
      throw file.malformedArchive("an entry lacks its sizes of 64 bits", at: offset)
    }
    // A byte in tenths; the other of the field names a system (APPNOTE 4.4.3).
    let version = record.field(6, width: 1)
    guard version <= Self.knownVersion else {
      throw TensorFileError(
        .unsupportedVersion, path: file.path, byteOffset: offset,
        what: "an entry needs version \(version / 10).\(version % 10) of the ZIP format",
        remedy: "write the archive by what knows ZIP's version 6.3 at most")
    }
    guard record.field(34, width: 2) == 0 else {
      throw TensorFileError(
        .splitArchive, path: file.path, byteOffset: offset,
        what: "the ZIP archive is one of several parts", remedy: "join the parts first")
    }
  }
}
