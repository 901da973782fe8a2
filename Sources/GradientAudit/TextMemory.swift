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
    if isText(at: next, bytes) { return taken(next) }
    for place in [next + 1, next - 1, 0] where isText(at: place, bytes) { return taken(place) }
    return nil
  }

  private func isText(at place: Int, _ bytes: ArraySlice<UInt8>) -> Bool {
    texts.indices.contains(place) && bytes.span.isEqual(to: texts[place].utf8Span.span)
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
