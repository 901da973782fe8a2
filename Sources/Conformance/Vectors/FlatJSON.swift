/// A JSON object (RFC 8259) on one line whose members are texts, numbers, true,
/// false or null.
struct FlatJSON {
  /// A member: its name, and its value as text.
  struct Member {
    let key: String
    let text: ArraySlice<UInt8>
  }

  private var rest: ArraySlice<UInt8>

  private init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The members in their order; nil for anything else, also for a name that
  /// occurs twice.
  static func members(_ bytes: ArraySlice<UInt8>) -> [Member]? {
    var reader = FlatJSON(bytes)
    guard let members = reader.object(), reader.isAtEnd else { return nil }
    return Set(members.map(\.key)).count == members.count ? members : nil
  }

  private mutating func object() -> [Member]? {
    guard take(0x7B) else { return nil }
    if take(0x7D) { return [] }
    var members: [Member] = []
    repeat {
      skipBlanks()
      guard let key = string(), take(0x3A), let text = value() else { return nil }
      members.append(Member(key: String(decoding: key, as: UTF8.self), text: text))
    } while take(0x2C)
    return take(0x7D) ? members : nil
  }

  private var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return rest.isEmpty
    }
  }

  private mutating func value() -> ArraySlice<UInt8>? {
    skipBlanks()
    return rest.first == 0x22 ? string() : word()
  }

  /// A number, true, false or null, which the reader of the field checks.
  private mutating func word() -> ArraySlice<UInt8>? {
    let word = rest.prefix { isWordByte($0) }
    rest = rest.dropFirst(word.count)
    return word.isEmpty ? nil : word
  }

  private func isWordByte(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
      || [0x2B, 0x2D, 0x2E].contains(byte)
  }

  /// A text in quotes; of the escapes only those of one character are taken.
  private mutating func string() -> ArraySlice<UInt8>? {
    guard rest.first == 0x22 else { return nil }
    rest = rest.dropFirst()
    let plain = rest.prefix { $0 != 0x22 && $0 != 0x5C }
    rest = rest.dropFirst(plain.count)
    if rest.first == 0x22 {
      rest = rest.dropFirst()
      return plain
    }
    return escapedString(after: plain)
  }

  private mutating func escapedString(after plain: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    var text = plain
    while let byte = rest.popFirst() {
      if byte == 0x22 { return text }
      guard byte == 0x5C else {
        text.append(byte)
        continue
      }
      guard let escaped = rest.popFirst(), [0x22, 0x5C, 0x2F].contains(escaped) else { return nil }
      text.append(escaped)
    }
    return nil
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipBlanks()
    guard rest.first == byte else { return false }
    rest = rest.dropFirst()
    return true
  }

  private mutating func skipBlanks() {
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
  }
}
