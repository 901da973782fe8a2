/// A value of a pickle: what the machine's stack and its objects hold.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  /// An integer of more than 64 bits, or a number that is only text.
  case largeNumber
  case real(Double)
  /// A text, and the offset in the file of its first byte, where it stands there in UTF-8.
  case text(String, at: UInt64?)
  /// A text that is longer than any name, where it lies in the file; not checked.
  case longText(offset: UInt64, count: Int)
  /// Bytes that lie in the file as they are.
  case bytes(offset: UInt64, count: Int)
  /// The object of that number.
  case object(Int)
}

extension PickleValue {
  /// The text, if it is one.
  var text: String? { if case .text(let text, _) = self { text } else { nil } }

  /// The integer, if it is one of 64 bits.
  var integer: Int? { if case .integer(let value) = self { value } else { nil } }

  /// Whether it holds nothing but itself.
  var isPlain: Bool { if case .object = self { false } else { true } }
}
