/// A text that is put together byte by byte, where millions of rows are written.
struct TextBytes {
  private(set) var bytes: [UInt8] = []

  private static let digits = Array("0123456789ABCDEF".utf8)

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  mutating func append(_ text: [UInt8]) { bytes += text }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }

  /// A whole number that is not negative, in decimal.
  mutating func append(_ number: Int) {
    let start = bytes.count
    var rest = number.magnitude
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      bytes.append(0x30 + UInt8(truncatingIfNeeded: digit))
      rest = quotient
    } while rest > 0
    bytes[start...].reverse()
  }

  /// `0x` and so many hexadecimal digits.
  mutating func append(hexadecimal code: UInt64, digitCount: Int) {
    append("0x")
    for place in (0..<digitCount).reversed() {
      bytes.append(TextBytes.digits[Int(code >> UInt64(4 * place) & 15)])
    }
  }
}
