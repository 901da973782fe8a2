/// Texts that come again in the order in which they came before, each made once.
struct TextMemory {
  private var texts: [String] = []
  /// The place of the text that is likely to come next.
  private var next = 0

  /// More are not kept.
  private static let limit = 1 << 16

  /// The text of some bytes, if it is one that was likely: the next one, the one behind it,
  /// the one before, or the first.
  mutating func text(_ bytes: ArraySlice<UInt8>) -> String? {
    for place in [0, 1, -1] where texts.indices.contains(next + place) {
      if TextMemory.isEqual(texts[next + place], bytes) { return taken(next + place) }
    }
    guard let first = texts.first, TextMemory.isEqual(first, bytes) else { return nil }
    return taken(0)
  }

  private mutating func taken(_ place: Int) -> String {
    next = place + 1
    return texts[place]
  }

  /// Keeps a text that was new.
  mutating func add(_ text: String) {
    guard texts.count < TextMemory.limit else { return }
    texts.append(text)
    next = texts.count
  }

  private static func isEqual(_ text: String, _ bytes: ArraySlice<UInt8>) -> Bool {
    let (one, other) = (text.utf8Span.span, bytes.span)
    guard one.count == other.count else { return false }
    for index in one.indices where one[index] != other[index] { return false }
    return true
  }
}
