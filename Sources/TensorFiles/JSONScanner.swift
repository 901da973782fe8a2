/// Reads JSON token by token, strictly as RFC 8259 says.
///
/// Written here because Foundation's decoder gives neither byte offsets nor
/// duplicate keys, and both matter: a scanner that keeps the first of two fields
/// and a loader that keeps the last one disagree about what the file holds.
struct JSONScanner {
  /// How deep values may nest; a header of safetensors needs three levels.
  static let depthLimit = 32

  private(set) var cursor: ByteCursor

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  /// The offset in the file of the next token.
  var offset: UInt64 {
    mutating get {
      cursor.skipBlanks()
      return cursor.offset
    }
  }

  /// Reads an object; `field` reads the value that follows each key.
  ///
  /// A key that occurs twice, compared byte by byte, is a fault; `duplicate` gives
  /// its code.
  mutating func scanObject(
    duplicate: (String) -> TensorFileError.Code = { _ in .duplicateKey },
    _ field: (inout JSONScanner, String, UInt64) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    guard takeToken("{") else { throw unexpectedValue("an object") }
    var seen: Set<ByteName> = []
    if takeToken("}") { return }
    repeat {
      let keyOffset = offset
      guard cursor.current == 0x22 else { throw unexpected("a key in quotes") }
      let key = try readString()
      guard seen.insert(ByteName(key)).inserted else {
        let code = duplicate(key)
        let noun = code == .duplicateTensorName ? "tensor" : "field"
        throw cursor.error(
          code, "the \(noun) `\(key.escapedForDisplay)` occurs twice", at: keyOffset)
      }
      try expect(":", "`:`")
      try field(&self, key, keyOffset)
    } while takeToken(",")
    try expect("}", "`,` or `}`")
  }

  /// Reads an array; `item` reads each value.
  mutating func scanArray(
    _ item: (inout JSONScanner) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    guard takeToken("[") else { throw unexpectedValue("an array") }
    if takeToken("]") { return }
    repeat {
      try item(&self)
    } while takeToken(",")
    try expect("]", "`,` or `]`")
  }

  /// Reads an integer that is not negative; `nil` for one beyond 64 bits.
  mutating func scanUnsignedInteger() throws(TensorFileError) -> UInt64? {
    let start = offset
    if cursor.current == 0x2D {
      throw cursor.error(.negativeDimension, "a number is negative", at: start)
    }
    guard cursor.current.map({ 0x30...0x39 ~= $0 }) == true else {
      throw unexpectedValue("an integer")
    }
    let digits = try scanDigits()
    if let byte = cursor.current, [0x2E, 0x65, 0x45].contains(byte) {
      throw cursor.error(.unexpectedValue, "a number is not an integer", at: start)
    }
    return UInt64(String(decoding: digits, as: UTF8.self))
  }

  /// Steps over any value, to the depth that is allowed.
  mutating func skipValue(depth: Int = 0) throws(TensorFileError) {
    guard depth < Self.depthLimit else {
      throw cursor.error(
        .nestingTooDeep, "the header nests deeper than \(Self.depthLimit) levels", at: offset)
    }
    cursor.skipBlanks()
    switch cursor.current {
    case 0x7B:
      try scanObject { (scanner, _, _) throws(TensorFileError) in
        try scanner.skipValue(depth: depth + 1)
      }
    case 0x5B:
      try scanArray { (scanner) throws(TensorFileError) in
        try scanner.skipValue(depth: depth + 1)
      }
    case 0x22: _ = try readString()
    default:
      if cursor.take("true") || cursor.take("false") || cursor.take("null") { return }
      try skipNumber()
    }
  }

  /// Reads a string in quotes as a value; `expected` names it in messages.
  mutating func scanString(_ expected: String) throws(TensorFileError) -> String {
    cursor.skipBlanks()
    guard cursor.current == 0x22 else { throw unexpectedValue(expected) }
    return try readString()
  }

  /// Reads the string that begins with the next byte.
  private mutating func readString() throws(TensorFileError) -> String {
    var reader = JSONStringReader(cursor)
    defer { cursor = reader.cursor }
    return try reader.read()
  }

  /// Checks that nothing but blanks follows.
  mutating func expectEnd() throws(TensorFileError) {
    cursor.skipBlanks()
    if cursor.current != nil { throw unexpected("the end of the header") }
  }

  /// Digits without a needless zero in front.
  private mutating func scanDigits() throws(TensorFileError) -> ArraySlice<UInt8> {
    let start = cursor.offset
    let digits = cursor.skip { 0x30...0x39 ~= $0 }
    guard let first = digits.first else { throw unexpected("a value") }
    if first == 0x30 && digits.count > 1 {
      throw cursor.error(.malformedHeader, "a number begins with a zero", at: start)
    }
    return digits
  }

  private mutating func skipNumber() throws(TensorFileError) {
    _ = cursor.take("-" as Unicode.Scalar)
    _ = try scanDigits()
    if cursor.take("." as Unicode.Scalar) { try skipMoreDigits() }
    if cursor.take("e" as Unicode.Scalar) || cursor.take("E" as Unicode.Scalar) {
      if !cursor.take("+" as Unicode.Scalar) { _ = cursor.take("-" as Unicode.Scalar) }
      try skipMoreDigits()
    }
  }

  private mutating func skipMoreDigits() throws(TensorFileError) {
    if cursor.skip(while: { 0x30...0x39 ~= $0 }).isEmpty { throw unexpected("a digit") }
  }

  private mutating func takeToken(_ token: Unicode.Scalar) -> Bool {
    cursor.skipBlanks()
    return cursor.take(token)
  }

  private mutating func expect(
    _ token: Unicode.Scalar, _ words: String
  ) throws(TensorFileError) {
    guard takeToken(token) else { throw unexpected(words) }
  }

  private func unexpected(_ expected: String) -> TensorFileError {
    cursor.error(.malformedHeader, "expected \(expected), found \(cursor.currentInWords)")
  }

  /// Another value in the place of an expected one, or no value at all.
  private func unexpectedValue(_ expected: String) -> TensorFileError {
    let starts = Array("{[\"-0123456789tfn".utf8)
    guard let byte = cursor.current, starts.contains(byte) else { return unexpected(expected) }
    return cursor.error(
      .unexpectedValue, "expected \(expected), found \(cursor.currentInWords)")
  }
}
