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

  @inline(__always)
  mutating func number() throws(Fault) -> UInt64 {
    // As most are: small.
    if position < end {
      let byte = UInt64(bytes[position])
      if byte < 0x80 {
        position += 1
        return byte
      }
      if position + 1 < end {
        let next = UInt64(bytes[position + 1])
        if (1..<0x80).contains(next) {
          position += 2
          return next << 7 | byte & 0x7F
        }
      }
    }
    return try longNumber()
  }

  private mutating func longNumber() throws(Fault) -> UInt64 {
    let start = position
    var (number, shift): (UInt64, UInt64) = (0, 0)
    // As those of bins are: of three bytes.
    if position + 2 < end {
      let (first, second) = (bytes[position], bytes[position + 1])
      let third = bytes[position + 2]
      if first >= 0x80, second >= 0x80, (1..<0x80).contains(third) {
        position += 3
        return UInt64(third) << 14 | UInt64(second & 0x7F) << 7 | UInt64(first & 0x7F)
      }
    }
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

  /// Reads what comes next by words.
  ///
  /// - Parameter body: Gets all that is left with seven more bytes behind it, of whatever
  ///   value; tells how many of them it has taken.
  @inline(__always)
  mutating func words(_ body: (RawSpan) throws(Fault) -> Int) throws(Fault) {
    let start = position - bytes.startIndex
    // Integers have no padding, so every byte is initialised.
    if bytes.endIndex - end >= 7 {
      position += try body(unsafe bytes.span.bytes.extracting(start..<start + remainingCount + 7))
    } else {
      let copy = Array(bytes[position..<end]) + [UInt8](repeating: 0, count: 7)
      position += try body(unsafe copy.span.bytes)
    }
  }

  /// Begins what was written with its length before it; nothing behind it is read.
  ///
  /// - Returns: The end of what can be read behind it.
  mutating func beginMeasured() throws(Fault) -> Int {
    let count = try count()
    guard count <= remainingCount else { throw fault("the contents end too early") }
    defer { end = position + count }
    return end
  }

  /// Ends what was written with its length before it.
  mutating func endMeasured(_ outerEnd: Int) throws(Fault) {
    guard isAtEnd else { throw fault("a length is wrong") }
    end = outerEnd
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

  /// Whether two numbers come next; then they are taken.
  mutating func takes(_ first: UInt64, _ second: UInt64) throws(Fault) -> Bool {
    let start = position
    if try number() == first, try number() == second { return true }
    position = start
    return false
  }

  /// Whether some bytes come next; then they are taken.
  mutating func takes(_ expected: Span<UInt8>) -> Bool {
    guard expected.count <= remainingCount else { return false }
    let start = position - bytes.startIndex
    guard bytes.span.extracting(start..<start + expected.count).isEqual(to: expected) else {
      return false
    }
    position += expected.count
    return true
  }

  /// The bytes from a position on that were read.
  func bytesRead(since start: Int) -> ArraySlice<UInt8> { bytes[start..<position] }

  /// The same, to read some bytes once more.
  func again(_ range: Range<Int>) -> ByteReader {
    var reader = self
    (reader.position, reader.end) = (range.lowerBound, range.upperBound)
    return reader
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

  mutating func mark() throws(Fault) -> Bool {
    switch try byte() {
    case 0: return false
    case 1: return true
    default: throw fault("a mark is neither 0 nor 1")
    }
  }

  /// A value that may be absent.
  mutating func optional<Item>(
    _ item: (inout ByteReader) throws(Fault) -> Item
  ) throws(Fault) -> Item? {
    try mark() ? try item(&self) : nil
  }
}
