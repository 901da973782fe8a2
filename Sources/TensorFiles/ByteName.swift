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
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)  // no byte of UTF-8: ends the name
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
