/// Reads one JSON string and resolves its escapes (RFC 8259, section 7).
///
/// The bytes have been proven to be UTF-8 before. An escaped surrogate has to be
/// half of a pair: a lone one is no character and has no UTF-8.
struct JSONStringReader {
  private(set) var cursor: ByteCursor

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  /// Reads from the opening quote, which comes next, to the closing one.
  mutating func read() throws(TensorFileError) -> String {
    let start = cursor.offset
    cursor.next()
    var text: [UInt8] = []
    while true {
      let offset = cursor.offset
      switch cursor.next() {
      case nil: throw cursor.error(.malformedHeader, "a string does not end", at: start)
      case 0x22: return String(decoding: text, as: UTF8.self)
      case 0x5C: text.append(contentsOf: try readEscape(at: offset).utf8)
      case .some(let byte) where byte < 0x20:
        throw cursor.error(.malformedHeader, "a control character in a string", at: offset)
      case .some(let byte): text.append(byte)
      }
    }
  }

  private mutating func readEscape(at start: UInt64) throws(TensorFileError) -> Character {
    switch cursor.next() {
    case 0x22: return "\""
    case 0x5C: return "\\"
    case 0x2F: return "/"
    case 0x62: return "\u{08}"
    case 0x66: return "\u{0C}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75: return Character(try readScalar(at: start))
    default: throw cursor.error(.malformedHeader, "an unknown escape in a string", at: start)
    }
  }

  private mutating func readScalar(at start: UInt64) throws(TensorFileError) -> Unicode.Scalar {
    let first = try readHexadecimal(at: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, cursor.take("\\u") else { throw loneSurrogate(at: start) }
    let second = try readHexadecimal(at: start)
    guard 0xDC00...0xDFFF ~= second else { throw loneSurrogate(at: start) }
    // Both halves are in their ranges, so the sum is at most 0x10FFFF.
    let value = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)
    guard let scalar = Unicode.Scalar(value) else { throw loneSurrogate(at: start) }
    return scalar
  }

  private mutating func readHexadecimal(at start: UInt64) throws(TensorFileError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = cursor.next().map(Character.init(ascii:))?.hexDigitValue else {
        throw cursor.error(.malformedHeader, "`\\u` without four hexadecimal digits", at: start)
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private func loneSurrogate(at offset: UInt64) -> TensorFileError {
    cursor.error(
      .invalidText, "half of a surrogate pair in a string", at: offset,
      remedy: "write the file again with names in UTF-8")
  }
}

extension Character {
  /// A byte below 0x80 as a character; others become U+0080 and up.
  fileprivate init(ascii byte: UInt8) { self.init(Unicode.Scalar(byte)) }
}
