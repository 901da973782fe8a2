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

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// Whether nothing is left.
  var isAtEnd: Bool { position == bytes.endIndex }

  /// A fault at the next byte.
  func fault(_ what: String) -> Fault { Fault(offset: position, what: what) }

  mutating func byte() throws(Fault) -> UInt8 {
    guard position < bytes.endIndex else { throw fault("the contents end too early") }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func number() throws(Fault) -> UInt64 {
    let start = position
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
    let count = try count()
    guard count <= bytes.endIndex - position else { throw fault("a text ends too late") }
    defer { position += count }
    guard let text = String(validating: bytes[position..<position + count], as: UTF8.self) else {
      throw Fault(offset: start, what: "a text is not UTF-8")
    }
    return text
  }

  mutating func fixed<Number: FixedWidthInteger & UnsignedInteger>(
    _: Number.Type
  ) throws(Fault) -> Number {
    var number: Number = 0
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      number |= Number(truncatingIfNeeded: try byte()) << shift
    }
    return number
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
