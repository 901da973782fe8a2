/// A name or a path that is equal to another only byte by byte.
///
/// Swift's strings are equal when they are canonically equivalent in Unicode: `é`
/// in one scalar and `é` in two. To file systems, to safetensors and to PyTorch
/// those are two names, and so they are here.
public struct ByteName: Hashable, Sendable {
  /// The name as text.
  public let text: String

  /// Takes a name as it is.
  public init(_ text: String) { self.text = text }

  /// Whether two names have the same bytes in UTF-8.
  public static func == (left: ByteName, right: ByteName) -> Bool {
    left.text.utf8Span.span.isEqual(to: right.text.utf8Span.span)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    let bytes = text.utf8Span.span
    var word: UInt64 = 0
    for index in bytes.indices {
      word = word << 8 | UInt64(bytes[index])
      if index % 8 == 7 { hasher.combine(word) }
    }
    hasher.combine(word)
    hasher.combine(bytes.count)
  }
}

extension ByteName: Codable {
  /// Reads a name as a string.
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  /// Writes the name as a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
