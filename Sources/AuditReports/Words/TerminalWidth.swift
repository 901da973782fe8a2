/// How many columns of a terminal a text takes.
///
/// Unicode Standard Annex #11 in short: combining marks take none, the ideographs
/// and syllables of East Asia and the pictographs take two, all else takes one.
enum TerminalWidth {
  /// The columns of a text.
  static func columns(_ text: some StringProtocol) -> Int {
    text.unicodeScalars.reduce(0) { $0 + columns($1) }
  }

  /// The longest beginning that fits.
  static func prefix(_ text: String, columns limit: Int) -> String {
    fitting(text, limit)
  }

  /// The longest end that fits.
  static func suffix(_ text: String, columns limit: Int) -> String {
    String(fitting(String(text.reversed()), limit).reversed())
  }

  private static func fitting(_ text: String, _ limit: Int) -> String {
    var (result, used, scalars) = ("", 0, 0)
    for character in text {
      used += columns(String(character))
      scalars += character.unicodeScalars.count
      if used > limit || scalars > 4 * limit { break }
      result.append(character)
    }
    return result
  }

  private static func columns(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: 0
    default: wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x231A...0x231B, 0x23E9...0x23F3, 0x25FD...0x25FE, 0x2614...0x2615,
    0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB,
    0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
    0x26F2...0x26F5, 0x26FA...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728,
    0x274C...0x2757, 0x2795...0x2797, 0x27B0...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B55,
    0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
    0x1AFF0...0x1B2FF, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F320,
    0x1F32D...0x1FAFF, 0x20000...0x3FFFD,
  ]
}
