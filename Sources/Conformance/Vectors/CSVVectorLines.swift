/// Vectors as comma-separated values: one row each, all fields in every row.
///
/// Columns may stand in any order, and further ones are passed over.
struct CSVVectorLines: VectorDialect {
  private let columns: [VectorField?]
  private var rows = VectorRowReader()

  init(head: TextLine) throws(VectorError) {
    let names = CSVRow.fields(head.bytes)?.map { String(decoding: $0, as: UTF8.self) } ?? []
    columns = names.map(VectorField.init(rawValue:))
    guard columns.contains(.bits) || columns.contains(.code) else {
      throw VectorError(
        .unknownKind, line: head.number, "the file is no set of vectors: `\(head.excerpt)`",
        remedy: "give one that `fpaudit vectors` wrote as CSV or JSON lines, or say with "
          + "--function which function of Berkeley TestFloat the lines are of")
    }
    for field in VectorField.allCases where columns.count(where: { $0 == field }) > 1 {
      throw VectorError(
        .repeatedField, line: head.number,
        "there is more than one column `\(field.rawValue)`",
        remedy: "leave one, or export the file again with fpaudit vectors")
    }
    for field in VectorField.allCases where field != .random && !columns.contains(field) {
      throw VectorError(
        .missingField, line: head.number, "the column `\(field.rawValue)` is missing",
        remedy: "export the file again with fpaudit vectors")
    }
  }

  var description: String { "CSV, " + (rows.lastRules?.description ?? "no vector") }

  mutating func vector(_ line: TextLine) throws(VectorError) -> ConformanceVector? {
    guard let texts = CSVRow.fields(line.bytes), texts.count == columns.count else {
      rows.skip()
      throw VectorError(
        .malformedLine, line: line.number,
        "expected \(columns.count) fields, found `\(line.excerpt)`",
        remedy: "export the file again with fpaudit vectors")
    }
    var fields = VectorFields()
    for (column, text) in zip(columns, texts) { if let column { fields[column] = text } }
    return try rows.vector(fields, line: line.number)
  }

  func finish() throws(VectorError) { try rows.finish() }
}

/// One row of comma-separated values (RFC 4180), without line breaks in fields.
enum CSVRow {
  /// The fields; nil where a quote is not closed or stands in the wrong place.
  static func fields(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    if bytes.contains(quote) { return quotedFields(bytes) }
    return bytes.split(separator: comma, omittingEmptySubsequences: false)
  }

  private static func quotedFields(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    var fields: [ArraySlice<UInt8>] = []
    var rest = bytes
    while true {
      guard let (field, end) = firstField(rest) else { return nil }
      fields.append(field)
      guard end < rest.endIndex else { return fields }
      guard rest[end] == comma else { return nil }
      rest = rest[(end + 1)...]
    }
  }

  /// The first field, and where it ends.
  private static func firstField(_ bytes: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, Int)? {
    guard bytes.first == quote else {
      let end = bytes.firstIndex(of: comma) ?? bytes.endIndex
      return bytes[..<end].contains(quote) ? nil : (bytes[..<end], end)
    }
    var text: ArraySlice<UInt8> = []
    var index = bytes.startIndex + 1
    while index < bytes.endIndex {
      if bytes[index] != quote {
        text.append(bytes[index])
        index += 1
      } else if index + 1 < bytes.endIndex && bytes[index + 1] == quote {
        text.append(quote)
        index += 2
      } else {
        return (text, index + 1)
      }
    }
    return nil
  }

  private static let quote: UInt8 = 0x22
  private static let comma: UInt8 = 0x2C
}
