/// The operands of a pickle's opcodes.
///
/// Nothing is taken on a claim: a length is compared with the bytes that are there first.
struct PickleReader {
  private(set) var cursor: ByteCursor

  init(_ cursor: ByteCursor) { self.cursor = cursor }

  /// The offset in the file of the next byte.
  var offset: UInt64 { cursor.offset }

  /// The number of bytes that were read.
  var position: Int { cursor.position }

  /// The number of bytes that follow.
  var remaining: Int { cursor.bytes.count - cursor.position }

  /// The next byte.
  mutating func byte() throws(TensorFileError) -> UInt8 {
    guard let byte = cursor.next() else { throw truncated() }
    return byte
  }

  /// An integer without sign, least significant byte first.
  mutating func unsigned(_ width: Int) throws(TensorFileError) -> UInt64 {
    try bytes(UInt64(width)).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A length of 4 or 8 bytes, and so many bytes.
  mutating func counted(_ width: Int) throws(TensorFileError) -> ArraySlice<UInt8> {
    try bytes(try unsigned(width))
  }

  /// So many bytes.
  mutating func bytes(_ count: UInt64) throws(TensorFileError) -> ArraySlice<UInt8> {
    guard count <= remaining else { throw truncated() }
    return cursor.take(Int(count))
  }

  /// The bytes up to a line feed, which is stepped over.
  mutating func line() throws(TensorFileError) -> ArraySlice<UInt8> {
    let line = cursor.skip { $0 != 0x0A }
    _ = try byte()
    return line
  }

  /// The bytes up to a line feed, as text.
  mutating func textLine() throws(TensorFileError) -> String {
    let start = offset
    return try text(try line(), at: start)
  }

  /// Bytes as text.
  func text(
    _ bytes: ArraySlice<UInt8>, at offset: UInt64
  ) throws(TensorFileError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw cursor.error(
        .invalidText, "a string of the pickle is not UTF-8", at: offset,
        remedy: "write the file again with names in UTF-8")
    }
    return text
  }

  /// The bytes end, though more is needed.
  func truncated() -> TensorFileError {
    let end = cursor.base + UInt64(cursor.bytes.count)
    return cursor.error(
      .truncatedHeader, "the pickle ends before its STOP", at: end,
      remedy: "record it again: it was cut while being written or copied")
  }

  /// A fault of the pickle.
  func malformed(_ what: String, at offset: UInt64) -> TensorFileError {
    cursor.error(
      .malformedPickle, what, at: offset,
      remedy: "save it again with `torch.save`: no pickler writes this")
  }
}
