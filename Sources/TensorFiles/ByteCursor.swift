/// A place in the bytes of a header.
///
/// Every access is bounded: behind the last byte there is `nil`, never a trap.
struct ByteCursor {
  /// The header's bytes.
  let bytes: [UInt8]
  /// The path of the file they come from, for errors.
  let path: String
  /// The offset in the file of the first of them.
  let base: UInt64
  /// The index of the next byte.
  private(set) var position = 0

  init(_ bytes: [UInt8], path: String, base: UInt64) {
    self.bytes = bytes
    self.path = path
    self.base = base
  }

  /// The offset in the file of the next byte.
  var offset: UInt64 { base + UInt64(position) }

  /// The next byte, or `nil` at the end.
  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Steps over the next byte and returns it, or `nil` at the end.
  @discardableResult
  mutating func next() -> UInt8? {
    guard let byte = current else { return nil }
    position += 1
    return byte
  }

  /// Steps over the byte if it is the next one.
  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard let current, UInt32(current) == byte.value else { return false }
    position += 1
    return true
  }

  /// Steps over the word if it comes next.
  mutating func take(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  /// Steps over all bytes for which the condition holds and returns them.
  @discardableResult
  mutating func skip(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = position
    while let byte = current, condition(byte) { position += 1 }
    return bytes[start..<position]
  }

  /// Steps over so many bytes, or those that are left, and returns them.
  mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    let taken = bytes[position...].prefix(count)
    position = taken.endIndex
    return taken
  }

  /// Steps over blanks, tabs, line feeds and carriage returns.
  mutating func skipBlanks() {
    skip { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  /// The next byte in words, for a message.
  var currentInWords: String {
    guard let byte = current else { return "the end of the header" }
    return 0x21...0x7E ~= byte ? "`\(Unicode.Scalar(byte))`" : "byte 0x\(hex(byte))"
  }

  private func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
  }

  /// A fault at the next byte, or at the given offset in the file.
  func error(
    _ code: TensorFileError.Code, _ what: String, at offset: UInt64? = nil,
    tensor: String? = nil, remedy: String? = nil
  ) -> TensorFileError {
    TensorFileError(
      code, path: path, tensor: tensor, byteOffset: offset ?? self.offset, what: what,
      remedy: remedy)
  }
}
