/// Where an entry of a ZIP archive lies, from its local header.
struct ZipPlace {
  /// What the directory says about the entry.
  let header: ZipHeader
  /// The offset in the file of the first byte.
  let byteOffset: UInt64
  /// The offset in the file just behind the entry, and what follows its data.
  let endOffset: UInt64

  private static let byteCount = 30

  /// Reads the local header, which has to agree with the directory's.
  ///
  /// - Throws: `.malformedArchive`, or `.offsetsOutOfRange` for an entry that does not
  ///   end before the directory begins.
  init(
    _ header: ZipHeader, _ end: ZipEnd, _ file: borrowing OpenFile
  ) throws(TensorFileError) {
    let start = header.localOffset
    let fixed = ZipRecord(
      bytes: try file.bytes(at: start, atMost: Self.byteCount)[...], offset: start)
    guard start < end.directoryOffset, fixed.isRecord(.localHeader, count: Self.byteCount) else {
      throw Self.outside(header, file, "has no header at byte \(start)")
    }
    let (nameCount, extraCount) = (Int(fixed.field(26, width: 2)), Int(fixed.field(28, width: 2)))
    let texts = try file.bytes(
      at: start + UInt64(Self.byteCount), atMost: nameCount + extraCount)
    byteOffset = start + UInt64(Self.byteCount + nameCount + extraCount)
    let (dataEnd, overflow) = byteOffset.addingReportingOverflow(header.compressedByteCount)
    guard !overflow, dataEnd <= end.directoryOffset else {
      throw Self.outside(
        header, file,
        "has \(header.compressedByteCount) bytes from byte \(byteOffset), which do not end before "
          + "the directory")
    }
    let record = ZipRecord(bytes: texts[...], offset: start)
    let extra = ZipRecord(bytes: record.part(nameCount, count: extraCount), offset: start)
    guard Array(record.part(0, count: nameCount)) == header.name,
      Self.agree(header, fixed, extra)
    else {
      throw file.malformedArchive(
        "the header of `\(header.nameForDisplay)` and its entry in the directory contradict "
          + "each other", at: start)
    }
    self.header = header
    endOffset = dataEnd + (try Self.descriptorByteCount(header, at: dataEnd, end, file))
  }

  /// Whether two headers say the same; sizes that were not known before are told later.
  private static func agree(
    _ header: ZipHeader, _ local: ZipRecord, _ extra: ZipRecord
  ) -> Bool {
    guard local.field(8, width: 2) == header.method, local.field(6, width: 2) == header.flags
    else { return false }
    if header.hasDescriptor { return true }
    var sizes = ZipLongFields(extra)
    let byteCount = sizes.take(for: local.field(22, width: 4))
    let compressedByteCount = sizes.take(for: local.field(18, width: 4))
    return !sizes.isMissing && byteCount == header.byteCount
      && compressedByteCount == header.compressedByteCount
      && local.field(14, width: 4) == UInt64(header.checksum)
  }

  /// The size of the record that follows the data of an entry that was streamed.
  ///
  /// It may lack its first four bytes, and has sizes of 32 or 64 bits.
  private static func descriptorByteCount(
    _ header: ZipHeader, at offset: UInt64, _ end: ZipEnd, _ file: borrowing OpenFile
  ) throws(TensorFileError) -> UInt64 {
    guard header.hasDescriptor else { return 0 }
    let room = Int(min(24, end.directoryOffset - offset))
    let record = ZipRecord(bytes: try file.bytes(at: offset, atMost: room)[...], offset: offset)
    let start = record.isRecord(.descriptor, count: 4) ? 4 : 0
    for place in start == 0 ? [0] : [4, 0] {
      for width in [4, 8] where record.bytes.count >= place + 4 + 2 * width {
        if record.field(place, width: 4) == UInt64(header.checksum),
          record.field(place + 4, width: width) == header.compressedByteCount,
          record.field(place + 4 + width, width: width) == header.byteCount
        {
          return UInt64(place + 4 + 2 * width)
        }
      }
    }
    throw file.malformedArchive(
      "no sizes follow the data of `\(header.nameForDisplay)`, or other ones", at: offset)
  }

  private static func outside(
    _ header: ZipHeader, _ file: borrowing OpenFile, _ what: String
  ) -> TensorFileError {
    TensorFileError(
      .offsetsOutOfRange, path: file.path, byteOffset: header.offset,
      what: "the entry `\(header.nameForDisplay)` \(what)",
      remedy: "copy the archive again, or write it again")
  }

  /// The entry, if it can be read.
  ///
  /// - Throws: `.encryptedEntry`, `.unsupportedCompression`, `.invalidText` for a name
  ///   that is not UTF-8, or `.sizeMismatch` for sizes that cannot be.
  func entry(_ file: borrowing OpenFile) throws(TensorFileError) -> ZipEntry {
    func fault(
      _ code: TensorFileError.Code, _ what: String, _ remedy: String
    ) -> TensorFileError {
      TensorFileError(
        code, path: file.path, byteOffset: header.offset,
        what: "the entry `\(header.nameForDisplay)` \(what)", remedy: remedy)
    }
    guard let name = String(validating: header.name, as: UTF8.self) else {
      throw fault(.invalidText, "has a name that is not UTF-8", "rename it")
    }
    guard !header.isEncrypted else {
      throw fault(.encryptedEntry, "is encrypted", "decrypt the archive first")
    }
    guard let method = ZipMethod(rawValue: header.method) else {
      throw fault(
        .unsupportedCompression, "is compressed by \(ZipMethod.name(header.method))",
        "write it stored or deflated")
    }
    guard isPossible(method) else {
      throw fault(
        .sizeMismatch,
        "is said to have \(header.byteCount) bytes, which \(header.compressedByteCount) bytes "
          + "cannot hold", "do not trust the archive; write it again")
    }
    return ZipEntry(
      name: name, method: method, byteOffset: byteOffset,
      compressedByteCount: header.compressedByteCount, byteCount: header.byteCount,
      checksum: header.checksum)
  }

  /// Whether bytes can become so many: DEFLATE makes at most 258 of two bits.
  private func isPossible(_ method: ZipMethod) -> Bool {
    switch method {
    case .stored: header.byteCount == header.compressedByteCount
    case .deflated:
      header.byteCount / 1032 <= header.compressedByteCount && header.byteCount < 1 << 62
    }
  }
}
