/// Checks of text that comes from a file.
enum UTF8Text {
  /// Throws `.invalidText` at the first byte that breaks the rules of UTF-8.
  ///
  /// Source: The Unicode Standard, table 3-7 (well-formed byte sequences).
  static func validate(_ bytes: [UInt8], _ cursor: ByteCursor) throws(TensorFileError) {
    guard let index = firstFault(in: bytes) else { return }
    throw cursor.error(
      .invalidText, "the header is not UTF-8", at: cursor.base + UInt64(index),
      remedy: "write the file again with names in UTF-8")
  }

  /// The index of the first byte of the first ill-formed sequence, or `nil`.
  static func firstFault(in bytes: [UInt8]) -> Int? {
    guard let start = bytes.firstIndex(where: { $0 >= 0x80 }) else { return nil }
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes[start...].makeIterator()
    var index = start
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let scalar): index += scalar.count
      case .error: return index
      case .emptyInput: return nil
      }
    }
  }
}
