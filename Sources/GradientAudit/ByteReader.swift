internal import TensorFiles

/// Reads the items of a histogram file.
///
/// Every access is bounded, and nothing of a size that the file merely claims is
/// allocated: an item that is not there ends the reading.
struct ByteReader {
  /// What is wrong with the bytes, and where.
  struct Fault: Error {
    let offset: Int
    let what: String
  }

  private let bytes: ArraySlice<UInt8>
  /// The index of the next byte.
  private(set) var position: Int
  /// The index behind the last byte that may be read.
  private var end: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    (position, end) = (bytes.startIndex, bytes.endIndex)
  }

  private var names = TextMemory()

  /// The number of bytes that are left.
  var remainingCount: Int { end - position }

  /// Whether nothing is left.
  var isAtEnd: Bool { position == end }

  /// A fault at the next byte.
  func fault(_ what: String) -> Fault { Fault(offset: position, what: what) }

  mutating func byte() throws(Fault) -> UInt8 {
    guard position < end else { throw fault("the contents end too early") }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func number() throws(Fault) -> UInt64 {
    let start = position
    // As most are: small.
    if position < end, bytes[position] < 0x80 {
      position += 1
      return UInt64(bytes[start])
    }
    var (number, shift): (UInt64, UInt64) = (0, 0)
    while true {
      let byte = try byte()
      let part = UInt64(byte & 0x7F)
      // One spelling for each number: what does not fit, or ends with zeros, is none.
      guard shift < 63 || (shift == 63 && part <= 1), byte != 0 || shift == 0 else {
        throw Fault(offset: start, what: "a number is not written as it should be")
      }
      number |= part << shift
      if byte < 0x80 { return number }
      shift += 7
    }
  }

  /// Bytes that come next, of which words may be loaded.
  ///
  /// - Parameter body: Gets them with seven more behind them, of whatever value.
  mutating func words<Result>(
    byteCount: Int, _ body: (RawSpan) -> Result
  ) throws(Fault) -> Result {
    guard byteCount <= remainingCount else { throw fault("the contents end too early") }
    let range = position..<position + byteCount
    position = range.upperBound
    // Integers have no padding, so every byte is initialised.
    if bytes.endIndex - position >= 7 {
      let start = range.lowerBound - bytes.startIndex
      return unsafe body(bytes.span.bytes.extracting(start..<start + byteCount + 7))
    }
    let copy = Array(bytes[range]) + [UInt8](repeating: 0, count: 7)
    return unsafe body(copy.span.bytes)
  }

  /// What was written with its length before it; nothing behind it is read.
  mutating func measured<Result>(
    _ body: (inout ByteReader) throws(Fault) -> Result
  ) throws(Fault) -> Result {
    let count = try count()
    guard count <= remainingCount else { throw fault("the contents end too early") }
    let outerEnd = end
    end = position + count
    defer { end = outerEnd }
    let result = try body(&self)
    guard isAtEnd else { throw fault("a length is wrong") }
    return result
  }

  /// Steps over what was written with its length before it.
  ///
  /// - Returns: Whether all of it was there; nothing is skipped otherwise.
  mutating func skipsMeasured() -> Bool {
    let start = position
    if let count = try? count(), count <= remainingCount {
      position += count
      return true
    }
    position = start
    return false
  }

  mutating func count() throws(Fault) -> Int {
    let start = position
    guard let count = Int(exactly: try number()) else {
      throw Fault(offset: start, what: "a number is too large")
    }
    return count
  }

  mutating func signed() throws(Fault) -> Int {
    let number = try number()
    return Int(bitPattern: UInt(number >> 1)) ^ -Int(number & 1)
  }

  mutating func text() throws(Fault) -> String {
    let start = position
    return try text(try textBytes(), from: start)
  }

  /// Whether a text comes next; then it is taken.
  mutating func takes(_ text: String) throws(Fault) -> Bool {
    let start = position
    let bytes = try textBytes()
    if bytes.span.isEqual(to: text.utf8Span.span) { return true }
    position = start
    return false
  }

  /// A tensor's name: likely one of those of the step before, in their order.
  mutating func repeatedName() throws(Fault) -> String {
    let start = position
    let bytes = try textBytes()
    if let known = names.text(bytes) { return known }
    let text = try text(bytes, from: start)
    names.add(text)
    return text
  }

  private mutating func textBytes() throws(Fault) -> ArraySlice<UInt8> {
    let count = try count()
    guard count <= remainingCount else { throw fault("a text ends too late") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private func text(_ bytes: ArraySlice<UInt8>, from start: Int) throws(Fault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Fault(offset: start, what: "a text is not UTF-8")
    }
    return text
  }

  mutating func fixed<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _: Number.Type
  ) throws(Fault) -> Number {
    let count = Number.bitWidth / 8
    guard count <= remainingCount else {
      throw Fault(offset: end, what: "the contents end too early")
    }
    defer { position += count }
    // Integers have no padding, so every byte is initialised.
    return unsafe Number(
      littleEndian: bytes.span.bytes.unsafeLoadUnaligned(
        fromByteOffset: position - bytes.startIndex, as: Number.self))
  }

  mutating func real() throws(Fault) -> Double { Double(bitPattern: try fixed(UInt64.self)) }

  /// As many items as a number says.
  mutating func items<Item>(
    _ item: (inout ByteReader) throws(Fault) -> Item
  ) throws(Fault) -> [Item] {
    var items: [Item] = []
    for _ in 0..<(try count()) { items.append(try item(&self)) }
    return items
  }

  /// A value that may be absent.
  mutating func optional<Item>(
    _ item: (inout ByteReader) throws(Fault) -> Item
  ) throws(Fault) -> Item? {
    switch try byte() {
    case 0: nil
    case 1: try item(&self)
    default: throw fault("a mark is neither 0 nor 1")
    }
  }
}
