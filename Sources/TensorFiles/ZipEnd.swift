/// What the records at the end of a ZIP archive say about its central directory.
///
/// The directory is proven to lie in the file, right before these records.
struct ZipEnd {
  /// The offset in the file of the directory.
  let directoryOffset: UInt64
  /// The offset in the file just behind it.
  let directoryEnd: UInt64
  /// The number of entries that are promised.
  let entryCount: UInt64

  /// The size of the record without its comment.
  private static let byteCount = 22
  /// The size of ZIP64's record.
  private static let byteCount64 = 56
  /// The size of the record that tells where ZIP64's is.
  private static let locatorByteCount = 20

  /// Finds the records, and checks what they say.
  ///
  /// - Throws: `.archiveEndMissing`, `.splitArchive`, or `.malformedArchive`.
  init(_ file: borrowing OpenFile) throws(TensorFileError) {
    let end = try Self.find(file)
    guard end.field(4, width: 2) == 0, end.field(6, width: 2) == 0 else {
      throw Self.split(file, end)
    }
    let claims = Claims(
      entryCount: end.field(10, width: 2), byteCount: end.field(12, width: 4),
      offset: end.field(16, width: 4))
    guard let end64 = try Self.find64(file, before: end) else {
      try self.init(claims, before: end, file)
      return
    }
    let claims64 = Claims(
      entryCount: end64.field(32, width: 8), byteCount: end64.field(40, width: 8),
      offset: end64.field(48, width: 8))
    guard claims.agree(with: claims64) else {
      throw file.malformedArchive("its two end records contradict each other", at: end.offset)
    }
    try self.init(claims64, before: end64, file)
  }

  private init(
    _ claims: Claims, before end: ZipRecord, _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    let (sum, overflow) = claims.offset.addingReportingOverflow(claims.byteCount)
    guard !overflow, sum == end.offset else {
      throw file.malformedArchive(
        "the directory is said to be \(claims.byteCount) bytes at byte \(claims.offset), which "
          + "do not end where the end record begins", at: end.offset)
    }
    directoryOffset = claims.offset
    directoryEnd = sum
    entryCount = claims.entryCount
  }

  /// The last record, whose comment ends with the file.
  private static func find(_ file: borrowing OpenFile) throws(TensorFileError) -> ZipRecord {
    let count = Int(min(file.byteCount, UInt64(byteCount + 0xFFFF)))
    let start = file.byteCount - UInt64(count)
    let tail = try file.bytes(at: start, atMost: count)
    for place in stride(from: count - byteCount, through: 0, by: -1) where tail[place] == 0x50 {
      let record = ZipRecord(bytes: tail[place...], offset: start + UInt64(place))
      let length = byteCount + Int(record.field(20, width: 2))
      if record.isRecord(.end, count: byteCount), record.bytes.count == length { return record }
    }
    throw TensorFileError(
      .archiveEndMissing, path: file.path, byteOffset: file.byteCount,
      what: "the file ends without the end record of a ZIP archive",
      remedy: "record it again: it was cut while being written or copied")
  }

  /// ZIP64's record, where there is one.
  private static func find64(
    _ file: borrowing OpenFile, before end: ZipRecord
  ) throws(TensorFileError) -> ZipRecord? {
    guard end.offset >= UInt64(locatorByteCount) else { return nil }
    let place = end.offset - UInt64(locatorByteCount)
    let locator = ZipRecord(
      bytes: try file.bytes(at: place, atMost: locatorByteCount)[...], offset: place)
    guard locator.isRecord(.locator64, count: locatorByteCount) else { return nil }
    guard locator.field(4, width: 4) == 0, locator.field(16, width: 4) <= 1 else {
      throw split(file, locator)
    }
    let start = locator.field(8, width: 8)
    let record = ZipRecord(
      bytes: try file.bytes(at: start, atMost: byteCount64)[...], offset: start)
    // The record's size does not count its first twelve bytes.
    let (rest, overflow) = start.addingReportingOverflow(12)
    guard !overflow, record.isRecord(.end64, count: byteCount64), rest <= place,
      place - rest == record.field(4, width: 8)
    else {
      throw file.malformedArchive("the end record of ZIP64 is not where it should be", at: place)
    }
    guard record.field(16, width: 4) == 0, record.field(20, width: 4) == 0 else {
      throw split(file, record)
    }
    return record
  }

  private static func split(
    _ file: borrowing OpenFile, _ record: ZipRecord
  ) -> TensorFileError {
    TensorFileError(
      .splitArchive, path: file.path, byteOffset: record.offset,
      what: "the ZIP archive is one of several parts", remedy: "join the parts first")
  }

  /// What one end record says.
  private struct Claims {
    let entryCount: UInt64
    let byteCount: UInt64
    let offset: UInt64

    /// Whether the fields of a short record are those of a long one, or full.
    func agree(with long: Claims) -> Bool {
      (entryCount == 0xFFFF || entryCount == long.entryCount)
        && (byteCount == 0xFFFF_FFFF || byteCount == long.byteCount)
        && (offset == 0xFFFF_FFFF || offset == long.offset)
    }
  }
}

extension OpenFile {
  /// The fault that records of a ZIP archive are not as they have to be.
  borrowing func malformedArchive(_ what: String, at offset: UInt64) -> TensorFileError {
    TensorFileError(
      .malformedArchive, path: path, byteOffset: offset, what: "the ZIP archive is broken: \(what)",
      remedy: "copy it again, or write it again")
  }
}
