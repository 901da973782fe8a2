/// A place in the text of a limit, which only moves forwards.
struct LimitScanner {
  private let text: [Unicode.Scalar]
  private(set) var position = 0

  init(_ text: String) { self.text = Array(text.unicodeScalars) }

  /// The scalar at the place; nil at the end.
  var current: Unicode.Scalar? { peek(0) }

  /// A scalar further on; nil behind the end.
  func peek(_ distance: Int) -> Unicode.Scalar? {
    position + distance < text.count ? text[position + distance] : nil
  }

  /// Whether anything but blanks is left.
  var isEmpty: Bool { text.allSatisfy(LimitScanner.isBlank) }

  mutating func skip() { position = min(position + 1, text.count) }

  mutating func skipBlanks() { _ = word(where: LimitScanner.isBlank) }

  /// Moves over a scalar if it is the expected one.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard current == scalar else { return false }
    position += 1
    return true
  }

  /// Moves over all scalars that belong to a word.
  mutating func word(where belongs: (Unicode.Scalar) -> Bool) -> String {
    let start = position
    while let scalar = current, belongs(scalar) { position += 1 }
    return substring(from: start)
  }

  /// The text from a place up to here.
  func substring(from start: Int) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text[start..<position])
    return String(view)
  }

  /// What stands here, to be quoted in a message: a few scalars at most.
  var excerpt: String {
    LimitSyntaxError.shown(text[position...].prefix { !LimitScanner.isBlank($0) }.prefix(20))
  }

  /// An error at a place, or here.
  func error(_ what: String, at place: Int? = nil) -> LimitSyntaxError {
    LimitSyntaxError(text, at: place ?? position, what)
  }

  static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
  static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }
  static func isOfName(_ scalar: Unicode.Scalar) -> Bool {
    isLetter(scalar) || isDigit(scalar) || scalar == "-" || scalar == "_"
  }
  static func isOfComparison(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "<" || scalar == ">" || scalar == "=" || scalar == "!"
  }
}
