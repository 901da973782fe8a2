/// Opens `.npy` files and entries of archives: magic, version, header length, header,
/// extent of the data.
struct NumPyReader {
  /// The first six bytes of every `.npy` file.
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// How many bytes tell where the header lies.
  static let prefixLength = 12

  /// The longest header that is read; NumPy itself stops at 10,000 bytes.
  static let headerLimit: UInt64 = 1 << 20

  /// The path of the file, for errors.
  let path: String
  /// The offset in the file of the array's first byte.
  let base: UInt64
  /// The number of bytes of the array's file or entry.
  let byteCount: UInt64
  /// What holds the array, in words.
  let noun: String

  /// Finds the array of a file whose magic has been recognised.
  static func read(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    let reader = NumPyReader(path: file.path, base: 0, byteCount: file.byteCount, noun: "file")
    let extent = try reader.headerExtent(file.bytes(at: 0, atMost: prefixLength))
    let bytes = try file.bytes(at: extent.start, atMost: extent.byteCount)
    return FileContents(tensors: [try reader.tensor(bytes, extent)])
  }

  /// Where a header's text lies.
  struct HeaderExtent {
    /// The offset in the array's file of its first byte.
    let start: UInt64
    /// The number of its bytes.
    let byteCount: Int
    /// Whether it is UTF-8 (version 3.0).
    let isUTF8: Bool

    /// The number of bytes before the data.
    var end: UInt64 { start + UInt64(byteCount) }
  }

  /// Where the header's text lies, from the first bytes.
  func headerExtent(_ prefix: [UInt8]) throws(TensorFileError) -> HeaderExtent {
    let cursor = ByteCursor(prefix, path: path, base: base)
    guard prefix.count >= 8 else { throw truncated(8) }
    let (major, minor) = (prefix[6], prefix[7])
    guard 1...3 ~= major, minor == 0 else {
      throw cursor.error(
        .unsupportedVersion, "version \(major).\(minor) of .npy is not known", at: base + 6,
        remedy: "save the array again with `numpy.save`")
    }
    let start = major == 1 ? 10 : 12
    guard prefix.count >= start else { throw truncated(UInt64(start)) }
    let length = prefix[8..<start].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    try checkLength(length, UInt64(start), cursor)
    return HeaderExtent(start: UInt64(start), byteCount: Int(length), isUTF8: major == 3)
  }

  /// Checks a claimed length before anything of that size is read.
  private func checkLength(
    _ length: UInt64, _ start: UInt64, _ cursor: ByteCursor
  ) throws(TensorFileError) {
    if length == 0 { throw cursor.error(.emptyHeader, "the header is empty", at: base + 8) }
    guard length <= Self.headerLimit else {
      throw cursor.error(
        .headerTooLong,
        "the header claims \(length) bytes, more than the \(Self.headerLimit) that are read",
        at: base + 8)
    }
    guard start + length <= byteCount else { throw truncated(start + length) }
  }

  private func truncated(_ needed: UInt64) -> TensorFileError {
    TensorFileError(
      .truncatedHeader, path: path, byteOffset: base + byteCount,
      what: "the \(noun) ends inside its header, which needs \(needed) bytes",
      remedy: "record it again: it was cut while being written or copied")
  }

  /// The array, from the text of its header.
  func tensor(
    _ bytes: [UInt8], _ extent: HeaderExtent
  ) throws(TensorFileError) -> StoredTensor {
    let cursor = ByteCursor(bytes, path: path, base: base + extent.start)
    if extent.isUTF8 { try UTF8Text.validate(bytes, cursor) }
    let header = try NumPyHeader(cursor)
    let element = try NumPyElement(header.descriptor, cursor)
    let tensor = try locate(header, element, dataOffset: base + extent.end, cursor)
    try checkExtent(tensor)
    return tensor
  }

  private func locate(
    _ header: NumPyHeader, _ element: NumPyElement, dataOffset: UInt64, _ cursor: ByteCursor
  ) throws(TensorFileError) -> StoredTensor {
    guard
      let layout = StridedLayout(shape: header.shape, isFortranOrder: header.isFortranOrder),
      let byteCount = StoredTensor.byteCount(
        of: layout.elementCount, byteWidth: element.byteWidth),
      !dataOffset.addingReportingOverflow(byteCount).overflow
    else {
      throw cursor.error(
        .shapeOverflow, "the shape claims more bytes than 64 bits can count",
        at: header.shapeOffset)
    }
    return StoredTensor(
      name: nil, elementType: element.elementType, layout: layout, byteOffset: dataOffset,
      byteCount: byteCount, isBigEndian: element.isBigEndian)
  }

  private func checkExtent(_ tensor: StoredTensor) throws(TensorFileError) {
    let (end, dataEnd) = (base + byteCount, tensor.byteOffset + tensor.byteCount)
    if dataEnd > end {
      throw TensorFileError(
        .truncatedData, path: path, byteOffset: end,
        what: "the \(noun) ends inside its data: the header promises \(tensor.byteCount) bytes "
          + "from byte \(tensor.byteOffset), there are \(end - tensor.byteOffset)",
        remedy: "record it again: it was cut while being written, or its header is wrong")
    }
    if dataEnd < end {
      throw TensorFileError(
        .trailingBytes, path: path, byteOffset: dataEnd,
        what: "\(end - dataEnd) bytes follow the end of the array",
        remedy: "save every array into a file of its own")
    }
  }
}
