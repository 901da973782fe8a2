/// The operands of a pickle's opcodes.
///
/// Nothing is taken on a claim: a length is compared with the bytes that are there first.
/// Of a pickle in a file, a window is held at a time, and long strings of bytes are stepped
/// over.
struct PickleReader {
  /// The bytes that are held at a time.
  private static let windowSize = 64 * 1024

  /// The path of the file, for errors.
  let path: String
  /// The offset in the file of the pickle's first byte.
  let start: UInt64
  /// The number of bytes that were stepped over.
  private(set) var skippedByteCount: UInt64 = 0

  private let source: SharedFile?
  /// The offset in the file behind the last byte that may be read.
  private let end: UInt64
  private var window: [UInt8]
  private var windowOffset: UInt64
  private var index = 0

  /// Begins at a cursor's next byte.
  init(_ cursor: ByteCursor) {
    path = cursor.path
    start = cursor.offset
    end = cursor.base + UInt64(cursor.bytes.count)
    source = nil
    window = cursor.bytes
    windowOffset = cursor.base
    index = cursor.position
  }

  /// Begins at an offset in a file, and does not read on behind another.
  init(_ source: SharedFile, _ range: Range<UInt64>) {
    path = source.file.path
    start = range.lowerBound
    end = range.upperBound
    self.source = source
    window = []
    windowOffset = range.lowerBound
  }

  /// The offset in the file of the next byte.
  var offset: UInt64 { windowOffset + UInt64(index) }

  /// The number of bytes that were read and not stepped over.
  var programByteCount: UInt64 { offset - start - skippedByteCount }

  /// The number of bytes that follow.
  var remaining: UInt64 { end - offset }

  /// The next byte.
  mutating func byte() throws(TensorFileError) -> UInt8 {
    if index == window.count { try readOn() }
    let byte = window[index]
    index += 1
    return byte
  }

  /// Moves the window on to the next bytes, of which there is one at least.
  private mutating func readOn() throws(TensorFileError) {
    guard let source, remaining > 0 else { throw truncated() }
    let next = offset
    window = try source.file.bytes(
      at: next, atMost: Int(min(UInt64(Self.windowSize), end - next)))
    windowOffset = next
    index = 0
    if window.isEmpty { throw truncated() }
  }

  /// An integer without sign, least significant byte first.
  mutating func unsigned(_ width: Int) throws(TensorFileError) -> UInt64 {
    var value: UInt64 = 0
    for place in 0..<width { value |= UInt64(try byte()) << UInt64(8 * place) }
    return value
  }

  /// A length of 4 or 8 bytes, and so many bytes.
  mutating func counted(_ width: Int) throws(TensorFileError) -> ArraySlice<UInt8> {
    try bytes(try unsigned(width))
  }

  /// So many bytes.
  mutating func bytes(_ count: UInt64) throws(TensorFileError) -> ArraySlice<UInt8> {
    guard count <= remaining else { throw truncated() }
    let count = Int(count)
    if count > window.count - index, let source {
      let next = offset
      window = try source.file.bytes(
        at: next, atMost: max(count, min(Self.windowSize, Int(end - next))))
      windowOffset = next
      index = 0
    }
    let taken = window[index...].prefix(count)
    index = taken.endIndex
    return taken
  }

  /// Steps over so many bytes.
  mutating func skip(_ count: UInt64) throws(TensorFileError) {
    guard count <= remaining else { throw truncated() }
    skippedByteCount += count
    if count <= UInt64(window.count - index) {
      index += Int(count)
    } else {
      windowOffset = offset + count
      window = []
      index = 0
    }
  }

  /// The bytes up to a line feed, which is stepped over.
  mutating func line() throws(TensorFileError) -> ArraySlice<UInt8> {
    var line: [UInt8] = []
    while true {
      if index == window.count { try readOn() }
      let part = window[index...].prefix { $0 != 0x0A }
      index = part.endIndex
      line.append(contentsOf: part)
      if index < window.count { break }
    }
    index += 1
    return line[...]
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
      throw error(
        .invalidText, "a string of the pickle is not UTF-8", at: offset,
        remedy: "write the file again with names in UTF-8")
    }
    return text
  }

  /// The bytes end, though more is needed.
  func truncated() -> TensorFileError {
    error(
      .truncatedHeader, "the pickle ends before its STOP", at: end,
      remedy: "record it again: it was cut while being written or copied")
  }

  /// A fault of the pickle.
  func malformed(_ what: String, at offset: UInt64) -> TensorFileError {
    error(
      .malformedPickle, what, at: offset, remedy: "save it again: no pickler writes this")
  }

  /// A fault at an offset in the file.
  func error(
    _ code: TensorFileError.Code, _ what: String, at offset: UInt64, remedy: String
  ) -> TensorFileError {
    TensorFileError(code, path: path, byteOffset: offset, what: what, remedy: remedy)
  }
}
