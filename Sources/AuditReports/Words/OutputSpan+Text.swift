/// Texts byte by byte, where millions of rows are written.
extension OutputSpan<UInt8> {
  /// The bytes of a text.
  mutating func append(_ text: String) {
    let bytes = text.utf8Span.span
    for index in bytes.indices { append(bytes[index]) }
  }

  mutating func append(_ bytes: Span<UInt8>) {
    for index in bytes.indices { append(bytes[index]) }
  }

  mutating func append(ascii character: Unicode.Scalar) { append(UInt8(ascii: character)) }

  /// A number as Swift describes it, without the `.0` of a whole one.
  mutating func append(decimal description: String) {
    let bytes = description.utf8Span.span
    var count = bytes.count
    let isWhole =
      count > 2 && bytes[count - 1] == UInt8(ascii: "0") && bytes[count - 2] == UInt8(ascii: ".")
    if isWhole { count -= 2 }
    for index in 0..<count { append(bytes[index]) }
  }

  /// A whole number in decimal digits.
  mutating func append(_ number: UInt64) {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var count = 0
    var rest = number
    repeat {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      digits[count] = 0x30 | UInt8(truncatingIfNeeded: digit)
      count += 1
      rest = quotient
    } while rest > 0
    while count > 0 {
      count -= 1
      append(digits[count])
    }
  }

  /// `0x` and so many hexadecimal digits.
  mutating func append(hexadecimal code: UInt64, digitCount: Int) {
    append(ascii: "0")
    append(ascii: "x")
    for place in (0..<digitCount).reversed() {
      let digit = UInt8(truncatingIfNeeded: code &>> UInt64(4 &* place)) & 15
      append(digit < 10 ? 0x30 + digit : 0x37 + digit)
    }
  }
}
