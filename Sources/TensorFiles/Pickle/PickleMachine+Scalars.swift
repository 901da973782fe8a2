extension PickleMachine {
  /// The number that an opcode stands for, or that follows it.
  mutating func number(_ opcode: PickleOpcode) throws(TensorFileError) -> PickleValue {
    switch opcode {
    case .newTrue: return .boolean(true)
    case .newFalse: return .boolean(false)
    case .binInt1: return .integer(Int(try reader.unsigned(1)))
    case .binInt2: return .integer(Int(try reader.unsigned(2)))
    case .binInt: return .integer(Int(Int32(truncatingIfNeeded: try reader.unsigned(4))))
    case .binFloat:
      return .real(Double(bitPattern: try reader.unsigned(8).byteSwapped))
    case .long1: return long(try reader.counted(1))
    case .long4: return long(try reader.counted(4))
    case .int, .long: return try decimal(reader.textLine())
    case .float:
      guard let value = Double(try reader.textLine()) else {
        throw malformed("a number is no number")
      }
      return .real(value)
    default: return .none
    }
  }

  /// An integer in two's complement, least significant byte first.
  private func long(_ bytes: ArraySlice<UInt8>) -> PickleValue {
    guard bytes.count <= 8, let last = bytes.last else {
      return bytes.isEmpty ? .integer(0) : .largeNumber
    }
    let start: Int = last >= 0x80 ? -1 : 0
    return .integer(bytes.reversed().reduce(start) { $0 << 8 | Int($1) })
  }

  /// An integer as text; `00` and `01` are the booleans of protocol 0.
  private func decimal(_ text: String) throws(TensorFileError) -> PickleValue {
    if text == "00" || text == "01" { return .boolean(text == "01") }
    let digits = text.hasSuffix("L") ? text.dropLast() : text[...]
    if let value = Int(digits) { return .integer(value) }
    let magnitude = digits.hasPrefix("-") ? digits.dropFirst() : digits
    guard !magnitude.isEmpty, magnitude.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      throw malformed("a number is no number")
    }
    return .largeNumber
  }

  /// The text that follows an opcode.
  ///
  /// The strings of Python 2 are bytes; those that are no UTF-8 stay so.
  mutating func string(_ opcode: PickleOpcode) throws(TensorFileError) -> PickleValue {
    switch opcode {
    case .unicode: return .text(try unescaped(reader.line()), at: nil)
    case .string: return try quoted()
    case .binString, .shortBinString:
      let count = try reader.unsigned(opcode == .binString ? 4 : 1)
      let start = reader.offset
      guard count <= Self.nameLimit else {
        try reader.skip(count)
        return .bytes(offset: start, count: Int(count))
      }
      let bytes = try reader.bytes(count)
      if let text = String(validating: bytes, as: UTF8.self) { return .text(text, at: start) }
      return .bytes(offset: start, count: bytes.count)
    default:
      let count = try reader.unsigned(
        opcode == .shortBinUnicode ? 1 : opcode == .binUnicode ? 4 : 8)
      let start = reader.offset
      guard count <= Self.nameLimit else {
        try reader.skip(count)
        return .longText(offset: start, count: Int(count))
      }
      return .text(try reader.text(reader.bytes(count), at: start), at: start)
    }
  }

  /// The most bytes of a text that is kept: longer ones are no names, but data.
  private static let nameLimit: UInt64 = 32 * 1024

  /// The bytes that follow an opcode: where they lie.
  mutating func bytes(_ opcode: PickleOpcode) throws(TensorFileError) -> PickleValue {
    let count = try reader.unsigned(opcode == .shortBinBytes ? 1 : opcode == .binBytes ? 4 : 8)
    let start = reader.offset
    try reader.skip(count)
    return .bytes(offset: start, count: Int(count))
  }

  /// A string of protocol 0 in quotes; one with escapes stays bytes.
  private mutating func quoted() throws(TensorFileError) -> PickleValue {
    let start = reader.offset
    let line = try reader.line()
    guard line.count >= 2, let quote = line.first, quote == line.last,
      quote == 0x27 || quote == 0x22
    else { throw malformed("a string is not in quotes") }
    let inner = line.dropFirst().dropLast()
    if !inner.contains(0x5C), let text = String(validating: inner, as: UTF8.self) {
      return .text(text, at: start + 1)
    }
    return .bytes(offset: start + 1, count: inner.count)
  }

  /// A text of protocol 0: Latin-1 with the escapes `\u` and `\U`.
  private func unescaped(_ line: ArraySlice<UInt8>) throws(TensorFileError) -> String {
    var text = String.UnicodeScalarView()
    var rest = line
    while let byte = rest.popFirst() {
      guard byte == 0x5C, let kind = rest.first, kind == 0x75 || kind == 0x55 else {
        text.append(Unicode.Scalar(byte))
        continue
      }
      let digits = rest.dropFirst().prefix(kind == 0x75 ? 4 : 8)
      guard let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
        let scalar = Unicode.Scalar(value)
      else {
        throw reader.error(
          .invalidText, "an escape in a string is no character", at: opcodeOffset,
          remedy: "save it again: no pickler writes this")
      }
      text.append(scalar)
      rest = rest.dropFirst(1 + digits.count)
    }
    return String(text)
  }
}
