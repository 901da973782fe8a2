/// The fields of a `.npy` header, checked one by one.
///
/// Source: NumPy, `numpy/lib/format.py`, "Format Version 1.0" to "3.0".
struct NumPyHeader {
  /// The field `descr`: a type string, or the fields of a structured type.
  let descriptor: PythonValue
  /// The field `fortran_order`.
  let isFortranOrder: Bool
  /// The field `shape`.
  let shape: [Int]
  /// The offset in the file of the shape, for faults that concern its size.
  let shapeOffset: UInt64

  /// Reads the header's text, a Python dictionary of exactly three fields.
  init(_ cursor: ByteCursor) throws(TensorFileError) {
    var parser = PythonLiteralParser(cursor)
    let value = try parser.parseWhole()
    guard case .dictionary(let entries) = value.kind else {
      throw cursor.error(
        .unexpectedValue, "the header is \(value.kindInWords), not a dictionary", at: value.offset)
    }
    let fields = try Self.fields(entries, cursor)
    descriptor = try Self.field("descr", of: fields, value, cursor)
    let order = try Self.field("fortran_order", of: fields, value, cursor)
    guard case .boolean(let isFortranOrder) = order.kind else {
      throw cursor.error(
        .unexpectedValue, "`fortran_order` is \(order.kindInWords), not True or False",
        at: order.offset)
    }
    self.isFortranOrder = isFortranOrder
    let shape = try Self.field("shape", of: fields, value, cursor)
    self.shape = try Self.extents(of: shape, cursor)
    shapeOffset = shape.offset
  }

  /// The fields by name; every name is one of the three and occurs once.
  private static func fields(
    _ entries: [(key: PythonValue, value: PythonValue)], _ cursor: ByteCursor
  ) throws(TensorFileError) -> [String: PythonValue] {
    var fields: [String: PythonValue] = [:]
    for (key, value) in entries {
      guard case .string(let name) = key.kind else {
        throw cursor.error(
          .unexpectedValue, "a field's name is \(key.kindInWords), not a string", at: key.offset)
      }
      guard ["descr", "fortran_order", "shape"].contains(name) else {
        throw cursor.error(
          .unknownKey, "unknown field `\(name.escapedForDisplay)` in the header", at: key.offset)
      }
      guard fields.updateValue(value, forKey: name) == nil else {
        throw cursor.error(.duplicateKey, "the field `\(name)` occurs twice", at: key.offset)
      }
    }
    return fields
  }

  private static func field(
    _ name: String, of fields: [String: PythonValue], _ whole: PythonValue, _ cursor: ByteCursor
  ) throws(TensorFileError) -> PythonValue {
    if let value = fields[name] { return value }
    throw cursor.error(.missingKey, "the header has no field `\(name)`", at: whole.offset)
  }

  /// The extents of a shape: a tuple of integers, none negative.
  static func extents(
    of value: PythonValue, _ cursor: ByteCursor
  ) throws(TensorFileError) -> [Int] {
    guard case .tuple(let items) = value.kind else {
      throw cursor.error(
        .unexpectedValue, "a shape is \(value.kindInWords), not a tuple", at: value.offset)
    }
    var extents: [Int] = []
    for item in items {
      guard case .integer(let isNegative, let magnitude) = item.kind else {
        throw cursor.error(
          .unexpectedValue, "an extent of the shape is \(item.kindInWords), not an integer",
          at: item.offset)
      }
      if isNegative && magnitude != 0 {
        throw cursor.error(
          .negativeDimension, "an extent of the shape is negative", at: item.offset)
      }
      guard let magnitude else {
        throw cursor.error(
          .shapeOverflow, "an extent of the shape needs more than 63 bits", at: item.offset)
      }
      extents.append(magnitude)
    }
    return extents
  }
}
