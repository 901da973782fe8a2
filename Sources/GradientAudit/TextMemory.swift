internal import TensorFiles

/// Texts that come again in the order in which they came before, each made once.
struct TextMemory {
  private var texts: [String] = []
  /// The UTF-8 of all texts, and where each begins and the last one ends: so that to compare
  /// a text need not hold it.
  private var bytes: [UInt8] = []
  private var starts = [0]
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

  private func isText(at place: Int, _ text: ArraySlice<UInt8>) -> Bool {
    texts.indices.contains(place)
      && bytes.span.extracting(starts[place]..<starts[place + 1]).isEqual(to: text.span)
  }

  private mutating func taken(_ place: Int) -> String {
    next = place + 1
    return texts[place]
  }

  /// Keeps a text that was new.
  mutating func add(_ text: String) {
    guard texts.count < TextMemory.limit else { return }
    texts.append(text)
    bytes += text.utf8
    starts.append(bytes.count)
    next = texts.count
  }
}
