/// Opens `.npy` files: magic, version, header length, header, extent of the data.
enum NumPyReader {
  /// The first six bytes of every `.npy` file.
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// The longest header that is read; NumPy itself stops at 10,000 bytes.
  static let headerLimit: UInt64 = 1 << 20

  /// Finds the array of a file whose magic has been recognised.
  static func read(_ file: borrowing OpenFile) throws(TensorFileError) -> FileContents {
    let (start, length, isUTF8) = try headerExtent(file)
    let bytes = try file.bytes(at: start, atMost: Int(length))
    let cursor = ByteCursor(bytes, path: file.path, base: start)
    if isUTF8 { try UTF8Text.validate(bytes, cursor) }
    let header = try NumPyHeader(cursor)
    let element = try NumPyElement(header.descriptor, cursor)
    let tensor = try locate(header, element, dataOffset: start + length, cursor)
    try checkExtent(tensor, in: file)
    return FileContents(tensors: [tensor])
  }

  /// Where the header's text lies, and whether it is UTF-8 (version 3.0).
  private static func headerExtent(
    _ file: borrowing OpenFile
  ) throws(TensorFileError) -> (start: UInt64, length: UInt64, isUTF8: Bool) {
    let prefix = try file.bytes(at: 0, atMost: 12)
    let cursor = ByteCursor(prefix, path: file.path, base: 0)
    guard prefix.count >= 8 else { throw truncated(file, 8) }
    let (major, minor) = (prefix[6], prefix[7])
    guard 1...3 ~= major, minor == 0 else {
      throw cursor.error(
        .unsupportedVersion, "version \(major).\(minor) of .npy is not known", at: 6,
        remedy: "save the array again with `numpy.save`")
    }
    let start: UInt64 = major == 1 ? 10 : 12
    guard prefix.count >= Int(start) else { throw truncated(file, start) }
    let length = prefix[8..<Int(start)].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    try checkLength(length, start, file, cursor)
    return (start, length, major == 3)
  }

  /// Checks a claimed length before anything of that size is read.
  private static func checkLength(
    _ length: UInt64, _ start: UInt64, _ file: borrowing OpenFile, _ cursor: ByteCursor
  ) throws(TensorFileError) {
    if length == 0 { throw cursor.error(.emptyHeader, "the header is empty", at: 8) }
    guard length <= headerLimit else {
      throw cursor.error(
        .headerTooLong,
        "the header claims \(length) bytes, more than the \(headerLimit) that are read", at: 8)
    }
    guard start + length <= file.byteCount else { throw truncated(file, start + length) }
  }

  private static func truncated(
    _ file: borrowing OpenFile, _ needed: UInt64
  ) -> TensorFileError {
    TensorFileError(
      .truncatedHeader, path: file.path, byteOffset: file.byteCount,
      what: "the file ends inside its header, which needs \(needed) bytes",
      remedy: "record it again: it was cut while being written or copied")
  }

  private static func locate(
    _ header: NumPyHeader, _ element: NumPyElement, dataOffset: UInt64, _ cursor: ByteCursor
  ) throws(TensorFileError) -> StoredTensor {
    guard
      let layout = StridedLayout(shape: header.shape, isFortranOrder: header.isFortranOrder),
      let byteCount = StoredTensor.byteCount(
        of: layout.elementCount, bitWidth: 8 * element.byteWidth),
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

  private static func checkExtent(
    _ tensor: StoredTensor, in file: borrowing OpenFile
  ) throws(TensorFileError) {
    if tensor.endOffset > file.byteCount {
      throw TensorFileError(
        .truncatedData, path: file.path, byteOffset: file.byteCount,
        what: "the file ends inside its data: the header promises \(tensor.byteCount) bytes from "
          + "byte \(tensor.byteOffset), there are \(file.byteCount - tensor.byteOffset)",
        remedy: "record it again: it was cut while being written, or its header is wrong")
    }
    if tensor.endOffset < file.byteCount {
      throw TensorFileError(
        .trailingBytes, path: file.path, byteOffset: tensor.endOffset,
        what: "\(file.byteCount - tensor.endOffset) bytes follow the end of the array",
        remedy: "save every array into a file of its own")
    }
  }
}
