internal import TensorFiles

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
      if bytes.span.isEqual(to: texts[next + place].utf8Span.span) { return taken(next + place) }
    }
    guard let first = texts.first, bytes.span.isEqual(to: first.utf8Span.span) else { return nil }
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
}
