/// The entries of a ZIP archive, from its central directory and the headers before them.
///
/// Everything that is said twice has to agree, and no byte may belong to two entries:
/// two readers of one archive shall not see two things. Nothing of a size that the
/// archive merely claims is allocated.
/// Source: PKWARE, APPNOTE.TXT 6.3.10.
struct ZipArchive: Sendable {
  /// The entries that can be read, in the order of their bytes; no two have one name.
  private(set) var entries: [ZipEntry] = []
  /// Faults of single entries that leave the others readable.
  private(set) var problems: [TensorFileError] = []

  /// The bytes that archives begin with: those of an entry, or of an end without entries.
  static func isArchive(prefix: [UInt8]) -> Bool {
    let record = ZipRecord(bytes: prefix[...], offset: 0)
    return record.isRecord(.localHeader, count: 4) || record.isRecord(.end, count: 4)
  }

  /// Reads all headers of an archive.
  ///
  /// - Throws: `.archiveEndMissing`, `.malformedArchive`, `.splitArchive`,
  ///   `.duplicateEntryName`, `.offsetsOverlap`, or `.offsetsOutOfRange`.
  init(_ file: borrowing OpenFile) throws(TensorFileError) {
    let end = try ZipEnd(file)
    let headers = try Self.headers(end, file).sorted { $0.localOffset < $1.localOffset }
    try Self.checkNames(headers, file)
    var places: [ZipPlace] = []
    for header in headers {
      // At once: texts of headers that overlap would be read again and again.
      if let last = places.last { try Self.checkCoverage(last, header, file) }
      places.append(try ZipPlace(header, end, file))
    }
    for place in places {
      do throws(TensorFileError) {
        entries.append(try place.entry(file))
      } catch {
        problems.append(error)
      }
    }
  }

  /// The records of the directory, which fill it.
  private static func headers(
    _ end: ZipEnd, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> [ZipHeader] {
    var headers: [ZipHeader] = []
    var window = FileWindow()
    var offset = end.directoryOffset
    while offset < end.directoryEnd {
      let header = try ZipHeader(at: offset, end, &window, file)
      headers.append(header)
      offset = header.endOffset
    }
    guard UInt64(headers.count) == end.entryCount else {
      throw file.malformedArchive(
        "its directory holds \(headers.count) of the \(end.entryCount) entries that it promises",
        at: end.directoryEnd)
    }
    return headers
  }

  private static func checkNames(
    _ headers: [ZipHeader], _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    var seen: Set<[UInt8]> = []
    for header in headers where !seen.insert(header.name).inserted {
      throw TensorFileError(
        .duplicateEntryName, path: file.path, byteOffset: header.offset,
        what: "the entry `\(header.nameForDisplay)` occurs twice", remedy: "write the archive again"
      )
    }
  }

  /// No byte belongs to two entries.
  private static func checkCoverage(
    _ place: ZipPlace, _ next: ZipHeader, _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    if next.localOffset >= place.endOffset { return }
    throw TensorFileError(
      .offsetsOverlap, path: file.path, byteOffset: next.localOffset,
      what: "the entries `\(place.header.nameForDisplay)` and `\(next.nameForDisplay)` share bytes",
      remedy: "do not trust the archive; write it again")
  }

  /// All bytes of a small entry, proven by its checksum.
  ///
  /// - Throws: `.entryTooLong` where there are more than `limit`; `.checksumMismatch`,
  ///   `.malformedCompression` or `.sizeMismatch` where they are not what was written.
  func bytes(
    of entry: ZipEntry, atMost limit: Int, in file: borrowing OpenFile
  ) throws(TensorFileError) -> [UInt8] {
    guard entry.byteCount <= UInt64(limit) else {
      throw entry.fault(
        .entryTooLong, "has \(entry.byteCount) bytes, more than the \(limit) that are read", file)
    }
    let count = Int(entry.byteCount)
    switch entry.method {
    case .stored:
      let bytes = try file.bytes(at: entry.byteOffset, atMost: count)
      try entry.check(Checksum.of(bytes[...]), file)
      return bytes
    case .deflated:
      let inflater = try Inflater(entry, file)
      return try inflater.bytes(count, from: file)
    }
  }

  /// The first bytes of an entry, fewer where it ends before; not proven by its checksum.
  func prefix(
    of entry: ZipEntry, atMost limit: Int, in file: borrowing OpenFile
  ) throws(TensorFileError) -> [UInt8] {
    let count = Int(min(entry.byteCount, UInt64(limit)))
    switch entry.method {
    case .stored: return try file.bytes(at: entry.byteOffset, atMost: count)
    case .deflated:
      let inflater = try Inflater(entry, file)
      return try inflater.bytes(count, from: file)
    }
  }
}

extension ZipEntry {
  /// A fault that concerns the entry.
  func fault(
    _ code: TensorFileError.Code, _ what: String, _ file: borrowing OpenFile,
    remedy: String? = "copy the archive again, or write it again"
  ) -> TensorFileError {
    TensorFileError(
      code, path: file.path, byteOffset: byteOffset,
      what: "the entry `\(name.escapedForDisplay)` \(what)", remedy: remedy)
  }

  /// Throws `.checksumMismatch` where bytes have another CRC-32 than was promised.
  func check(_ found: UInt32, _ file: borrowing OpenFile) throws(TensorFileError) {
    if found != checksum { throw damage(file) }
  }

  /// The fault that bytes have another CRC-32 than was promised.
  func damage(_ file: borrowing OpenFile) -> TensorFileError {
    fault(.checksumMismatch, "was damaged: its checksum differs", file)
  }
}

extension ZipHeader {
  /// The name, for messages.
  var nameForDisplay: String { String(decoding: name, as: UTF8.self).escapedForDisplay }
}
