/// Reads a Python literal strictly, as text: nothing is ever evaluated.
///
/// Strings, `True`, `False`, decimal integers (with the `L` of Python 2), tuples,
/// lists and dictionaries, which is all that NumPy writes into a header.
/// Source: The Python Language Reference, sections 2.4 and 6.2.
struct PythonLiteralParser {
  /// How deep brackets may nest; structured types need four levels.
  static let depthLimit = 32

  private(set) var cursor: ByteCursor

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  /// Reads one value and nothing but blanks behind it.
  mutating func parseWhole() throws(TensorFileError) -> PythonValue {
    let value = try parseValue(depth: 0)
    cursor.skipBlanks()
    if cursor.current != nil { throw unexpected("the end of the header") }
    return value
  }

  private mutating func parseValue(depth: Int) throws(TensorFileError) -> PythonValue {
    cursor.skipBlanks()
    let offset = cursor.offset
    guard depth < Self.depthLimit else {
      throw cursor.error(
        .nestingTooDeep, "the header nests deeper than \(Self.depthLimit) levels")
    }
    return PythonValue(kind: try parseKind(depth: depth), offset: offset)
  }

  private mutating func parseKind(depth: Int) throws(TensorFileError) -> PythonValue.Kind {
    if cursor.take("{" as Unicode.Scalar) { return try parseDictionary(depth: depth + 1) }
    if cursor.take("(" as Unicode.Scalar) {
      return .tuple(try parseItems(until: ")", depth: depth + 1))
    }
    if cursor.take("[" as Unicode.Scalar) {
      return .list(try parseItems(until: "]", depth: depth + 1))
    }
    if cursor.take("True") { return .boolean(true) }
    if cursor.take("False") { return .boolean(false) }
    if cursor.current == 0x27 || cursor.current == 0x22 { return .string(try parseString()) }
    return try parseInteger()
  }

  private mutating func parseDictionary(depth: Int) throws(TensorFileError) -> PythonValue.Kind {
    var entries: [(key: PythonValue, value: PythonValue)] = []
    cursor.skipBlanks()
    while !cursor.take("}" as Unicode.Scalar) {
      let key = try parseValue(depth: depth)
      cursor.skipBlanks()
      guard cursor.take(":" as Unicode.Scalar) else { throw unexpected("`:`") }
      entries.append((key, try parseValue(depth: depth)))
      try finishItem(before: "}")
    }
    return .dictionary(entries)
  }

  /// Items with commas between them; one comma may follow the last.
  ///
  /// `(3)` is an integer in Python, and no tuple: it is refused.
  private mutating func parseItems(
    until end: Unicode.Scalar, depth: Int
  ) throws(TensorFileError) -> [PythonValue] {
    let start = cursor.offset - 1
    var items: [PythonValue] = []
    var sawComma = false
    cursor.skipBlanks()
    while !cursor.take(end) {
      items.append(try parseValue(depth: depth))
      sawComma = try finishItem(before: end) || sawComma
    }
    if end == ")" && items.count == 1 && !sawComma {
      throw cursor.error(
        .unexpectedValue, "a tuple of one item needs a comma, as in `(3,)`", at: start)
    }
    return items
  }

  /// Steps over a comma, which only the last item may lack.
  @discardableResult
  private mutating func finishItem(before end: Unicode.Scalar) throws(TensorFileError) -> Bool {
    cursor.skipBlanks()
    if cursor.take("," as Unicode.Scalar) {
      cursor.skipBlanks()
      return true
    }
    if cursor.current.map(Unicode.Scalar.init) == end { return false }
    throw unexpected("`,` or `\(end)`")
  }

  private mutating func parseInteger() throws(TensorFileError) -> PythonValue.Kind {
    let start = cursor.offset
    let isNegative = cursor.take("-" as Unicode.Scalar)
    let digits = cursor.skip { 0x30...0x39 ~= $0 }
    guard let first = digits.first else { throw unexpected("a value") }
    if first == 0x30 && digits.contains(where: { $0 != 0x30 }) {
      throw cursor.error(.malformedHeader, "a number begins with a zero", at: start)
    }
    if isNegative == false { _ = cursor.take("L" as Unicode.Scalar) }
    return .integer(isNegative: isNegative, magnitude: Int(String(decoding: digits, as: UTF8.self)))
  }

  private mutating func parseString() throws(TensorFileError) -> String {
    let start = cursor.offset
    let quote = cursor.next()
    var text: [UInt8] = []
    while let byte = cursor.next() {
      if byte == quote { return String(decoding: text, as: UTF8.self) }
      if byte == 0x0A { break }
      text.append(byte == 0x5C ? try parseEscape() : byte)
    }
    throw cursor.error(.malformedHeader, "a string does not end", at: start)
  }

  /// The four escapes that `repr` gives to printable characters and line feeds.
  private mutating func parseEscape() throws(TensorFileError) -> UInt8 {
    switch cursor.next() {
    case 0x5C: return 0x5C
    case 0x27: return 0x27
    case 0x22: return 0x22
    case 0x6E: return 0x0A
    default:
      throw cursor.error(
        .malformedHeader, "an unknown escape in a string", at: cursor.offset - 1)
    }
  }

  private func unexpected(_ expected: String) -> TensorFileError {
    cursor.error(.malformedHeader, "expected \(expected), found \(cursor.currentInWords)")
  }
}
