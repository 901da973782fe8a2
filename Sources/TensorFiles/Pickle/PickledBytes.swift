/// The bytes of an array in a pickle: where they lie, and how.
enum PickledBytes {
  /// As they are.
  case plain(byteOffset: UInt64, byteCount: UInt64)
  /// As text.
  case text(LatinText)

  /// The names of the functions that make bytes of what they are given.
  private static let makers: Set<String> = [
    "_codecs.encode", "builtins.bytearray", "__builtin__.bytearray", "builtins.bytes",
    "__builtin__.bytes",
  ]

  /// Finds the bytes that a value stands for; `nil` for another kind of value.
  init?(_ value: PickleValue, in pickle: Pickle) {
    switch value {
    case .bytes(let offset, let count):
      self = .plain(byteOffset: offset, byteCount: UInt64(count))
    case .text(let text, let offset?):
      // The strings of Python 2 are bytes, and some of them are texts by chance.
      self = .plain(byteOffset: offset, byteCount: UInt64(text.utf8.count))
    case .object:
      guard let call = pickle.object(value), call.kind == .call,
        let maker = pickle.globalName(call.items[0]), Self.makers.contains(maker)
      else { return nil }
      self.init(pickle.tuple(call.items[1]), madeBy: maker)
    default: return nil
    }
  }

  /// The bytes that a function would make of its arguments.
  private init?(_ arguments: [PickleValue], madeBy maker: String) {
    guard let first = arguments.first else {
      self = .plain(byteOffset: 0, byteCount: 0)
      return
    }
    let encoding = arguments.dropFirst().first?.text
    switch first {
    case .bytes(let offset, let count) where arguments.count == 1 && maker != "_codecs.encode":
      self = .plain(byteOffset: offset, byteCount: UInt64(count))
    case .text(let text, let offset?) where encoding == "latin1" || encoding == "latin-1":
      self = .text(LatinText(byteOffset: offset, encodedByteCount: UInt64(text.utf8.count)))
    case .longText(let offset, let count) where encoding == "latin1" || encoding == "latin-1":
      self = .text(LatinText(byteOffset: offset, encodedByteCount: UInt64(count)))
    default: return nil
    }
  }
}
