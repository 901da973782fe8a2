/// A number behind a word in a part of a path, such as `step_000100`.
struct NumberedWord: Hashable {
  /// The number; nil where it is below zero, or beyond 63 bits.
  let number: Int?
  /// The number as text, even where it is none.
  let text: String
  /// The text without the word, the number, and the separators that joined them to it.
  let rest: String

  /// Finds the first number behind a word; nil where there is none.
  ///
  /// Neither is part of a longer word; one separator may stand between them. A minus behind
  /// that makes the number negative: `step-5` is step 5, and `step_-5` is none.
  init?(_ word: String, in text: String) {
    let bytes = Array(text.utf8)
    let word = Array(word.utf8)
    guard bytes.count > word.count else { return nil }
    for start in 0..<bytes.count - word.count
    where NumberedWord.isWord(word, at: start, in: bytes) {
      var position = start + word.count
      if bytes[position].isPathSeparator { position += 1 }
      let isNegative = bytes[position...].first == UInt8(ascii: "-")
      let digits = bytes[(isNegative ? position + 1 : position)...].prefix { $0.isDigit }
      let isEnd = digits.endIndex == bytes.count || !bytes[digits.endIndex].isPathLetter
      if isEnd, !digits.isEmpty {
        let written = String(decoding: digits, as: UTF8.self)
        let number = isNegative ? nil : Int(written)
        self.number = number
        self.text = number.map(String.init) ?? (isNegative ? "-" : "") + written
        rest = NumberedWord.joined(bytes[..<start], bytes[digits.endIndex...])
        return
      }
    }
    return nil
  }

  private static func isWord(_ word: [UInt8], at start: Int, in bytes: [UInt8]) -> Bool {
    let isStart = start == 0 || !bytes[start - 1].isPathLetter
    return isStart && zip(bytes[start...], word).allSatisfy { $0.lowercasedASCII == $1 }
  }

  /// What stood before something and behind it, without the separators beside it.
  static func joined(_ before: ArraySlice<UInt8>, _ after: ArraySlice<UInt8>) -> String {
    let left = before.reversed().drop { $0.isPathSeparator }.reversed()
    let right = after.drop { $0.isPathSeparator }
    let joint = left.isEmpty || right.isEmpty ? [] : [UInt8(ascii: "_")]
    return String(decoding: Array(left) + joint + Array(right), as: UTF8.self)
  }
}

/// What a byte is in the names of files.
extension UInt8 {
  var isDigit: Bool { (0x30...0x39).contains(self) }
  /// Part of a word; bytes beyond ASCII are.
  var isPathLetter: Bool { (0x61...0x7A).contains(self | 0x20) || self >= 0x80 }
  /// What stands between words and numbers.
  var isPathSeparator: Bool { "_-.= ".utf8.contains(self) }
  var lowercasedASCII: UInt8 { (0x41...0x5A).contains(self) ? self | 0x20 : self }
}
