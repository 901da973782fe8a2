/// What the field `descr` of a `.npy` header says about one element.
struct NumPyElement {
  /// The element type.
  let elementType: ElementType
  /// The width in bytes.
  let byteWidth: Int
  /// Whether the most significant byte comes first.
  let isBigEndian: Bool

  /// Reads a type string, or the list of fields of a structured type.
  ///
  /// - Throws: `.objectArray` for Python objects, whose bytes are a pickle;
  ///   `.unknownElementType` for a type string that NumPy does not write.
  init(_ value: PythonValue, _ cursor: ByteCursor) throws(TensorFileError) {
    if case .string(let text) = value.kind {
      let descriptor = try Self.descriptor(text, at: value.offset, cursor)
      elementType = descriptor.elementType
      byteWidth = descriptor.byteWidth
      isBigEndian = descriptor.isBigEndian && byteWidth > 1
    } else {
      elementType = .unaudited("structured")
      byteWidth = try Self.width(of: value, cursor)
      isBigEndian = false
    }
  }

  private static func descriptor(
    _ text: String, at offset: UInt64, _ cursor: ByteCursor
  ) throws(TensorFileError) -> NumPyDescriptor {
    guard let descriptor = NumPyDescriptor(text) else {
      throw cursor.error(
        .unknownElementType, "unknown element type `\(text.escapedForDisplay)`", at: offset,
        remedy: "save the array as float32")
    }
    guard descriptor.kind != "O" else {
      throw cursor.error(
        .objectArray, "the array holds Python objects, which are a pickle and are not read",
        at: offset, remedy: "save an array of numbers, with `allow_pickle=False`")
    }
    return descriptor
  }

  /// The width of a structured type: the sum of its fields' widths.
  private static func width(
    of value: PythonValue, _ cursor: ByteCursor
  ) throws(TensorFileError) -> Int {
    if case .string(let text) = value.kind {
      return try descriptor(text, at: value.offset, cursor).byteWidth
    }
    guard case .list(let fields) = value.kind else {
      throw cursor.error(
        .unexpectedValue, "an element type is \(value.kindInWords), not a string or a list",
        at: value.offset)
    }
    var width = 0
    for field in fields {
      let (sum, overflow) = width.addingReportingOverflow(try self.width(ofField: field, cursor))
      if overflow { throw tooWide(at: field.offset, cursor) }
      width = sum
    }
    return width
  }

  /// The width of one field: `(name, type)` or `(name, type, shape)`.
  private static func width(
    ofField field: PythonValue, _ cursor: ByteCursor
  ) throws(TensorFileError) -> Int {
    guard case .tuple(let parts) = field.kind, 2...3 ~= parts.count else {
      throw cursor.error(
        .unexpectedValue, "a field of a structured type is no tuple of two or three",
        at: field.offset)
    }
    let width = try width(of: parts[1], cursor)
    guard parts.count == 3 else { return width }
    let extents = try NumPyHeader.extents(of: parts[2], cursor)
    guard let count = StoredTensor.elementCount(of: extents + [width]) else {
      throw tooWide(at: field.offset, cursor)
    }
    return count
  }

  private static func tooWide(at offset: UInt64, _ cursor: ByteCursor) -> TensorFileError {
    cursor.error(.shapeOverflow, "a structured type is wider than 63 bits can count", at: offset)
  }
}
