/// A number of exactly `digitCount` hexadecimal digits; nil for anything else.
func hexadecimal(_ bytes: ArraySlice<UInt8>, digitCount: Int) -> UInt64? {
  guard bytes.count == digitCount, digitCount <= 16 else { return nil }
  var number: UInt64 = 0
  for byte in bytes {
    guard let digit = hexadecimalDigit(byte) else { return nil }
    number = number << 4 | digit
  }
  return number
}

private func hexadecimalDigit(_ byte: UInt8) -> UInt64? {
  switch byte {
  case 0x30...0x39: UInt64(byte - 0x30)
  case 0x41...0x46: UInt64(byte - 0x41 + 10)
  case 0x61...0x66: UInt64(byte - 0x61 + 10)
  default: nil
  }
}
