/// A rank in a part of a path: `rank_3`, `mp_rank_01_002`, `zero_pp_rank_0_mp_rank_01`.
struct RankWord: Hashable {
  /// The numbers, in their order.
  let numbers: [Int]
  /// Whether a kind of parallelism stands before the word.
  let hasKind: Bool
  /// The text without all ranks.
  let rest: String

  /// What may stand before the word, and belongs to it.
  private static let kinds: Set<String> = [
    "zero", "pp", "mp", "tp", "dp", "ep", "cp", "sp", "edp", "vp", "model", "data", "tensor",
    "pipeline", "expert", "context", "sequence", "local", "global", "world",
  ]
  /// Before these the word means something else: the rank of a matrix.
  private static let others: Set<String> = ["lora", "low", "full", "matrix", "dora", "tt", "cp4"]

  /// Finds all ranks of a text; nil where there is none.
  init?(in text: String) {
    var numbers: [Int] = []
    var hasKind = false
    var rest = text
    while let next = RankWord.first(in: rest) {
      numbers += next.numbers
      hasKind = hasKind || next.hasKind
      rest = next.rest
    }
    guard !numbers.isEmpty else { return nil }
    (self.numbers, self.hasKind, self.rest) = (numbers, hasKind, rest)
  }

  private init(numbers: [Int], hasKind: Bool, rest: String) {
    (self.numbers, self.hasKind, self.rest) = (numbers, hasKind, rest)
  }

  /// A run of bytes without separators, and where it stands.
  private struct Token {
    let range: Range<Int>
    let text: String

    var number: Int? { text.utf8.allSatisfy(\.isDigit) ? Int(text) : nil }
  }

  private static func first(in text: String) -> RankWord? {
    let bytes = Array(text.utf8)
    let tokens = tokens(of: bytes)
    for index in tokens.indices {
      guard let (numbers, end) = numbers(tokens, at: index) else { continue }
      var start = index
      while start > 0, kinds.contains(tokens[start - 1].text) { start -= 1 }
      if start > 0, others.contains(tokens[start - 1].text) { continue }
      let rest = NumberedWord.joined(
        bytes[..<tokens[start].range.lowerBound], bytes[tokens[end - 1].range.upperBound...])
      return RankWord(numbers: numbers, hasKind: start < index, rest: rest)
    }
    return nil
  }

  /// The numbers behind the word at a place, and the place behind them.
  private static func numbers(_ tokens: [Token], at index: Int) -> (numbers: [Int], end: Int)? {
    let word = tokens[index].text
    if word == "rank" {
      guard index + 1 < tokens.count, let number = tokens[index + 1].number else { return nil }
      // Megatron: tensor, pipeline and expert parallel.
      let isModel = index > 0 && tokens[index - 1].text == "mp"
      let more = isModel ? tokens[(index + 2)...].prefix(2).prefix { $0.number != nil } : []
      return ([number] + more.compactMap(\.number), index + 2 + more.count)
    }
    guard word.hasPrefix("rank"), word.utf8.count > 4,
      word.utf8.dropFirst(4).allSatisfy(\.isDigit), let number = Int(word.dropFirst(4))
    else { return nil }
    return ([number], index + 1)
  }

  private static func tokens(of bytes: [UInt8]) -> [Token] {
    bytes.indices.split { bytes[$0].isPathSeparator }.map { indices in
      let range = indices.startIndex..<indices.endIndex
      let text = String(decoding: bytes[range].map(\.lowercasedASCII), as: UTF8.self)
      return Token(range: range, text: text)
    }
  }
}
