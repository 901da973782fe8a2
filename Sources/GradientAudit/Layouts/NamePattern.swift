/// What a whole name has to look like: text, `?` for one character, `*` for a run of them
/// without a separator, `**` for any run; a backslash takes the next character as it is.
struct NamePattern: Hashable, Sendable {
  private enum Piece: Hashable {
    case scalar(Unicode.Scalar)
    case one
    case run
    case anything

    func takes(_ scalar: Unicode.Scalar, _ stops: Set<Unicode.Scalar>) -> Bool {
      switch self {
      case .scalar(let expected): scalar == expected
      case .one, .run: !stops.contains(scalar)
      case .anything: true
      }
    }
  }

  /// As it was written.
  let text: String
  private let pieces: [Piece]
  private let stops: Set<Unicode.Scalar>

  /// Reads a pattern; nil if a backslash ends it.
  ///
  /// - Parameter stops: The separators.
  init?(_ text: some Collection<Unicode.Scalar>, stopsAt stops: Set<Unicode.Scalar>) {
    self.stops = stops
    self.text = String(String.UnicodeScalarView(text))
    var pieces: [Piece] = []
    var rest = text.makeIterator()
    while let scalar = rest.next() {
      switch scalar {
      case "\\":
        guard let next = rest.next() else { return nil }
        pieces.append(.scalar(next))
      case "?": pieces.append(.one)
      case "*":
        // Any further asterisk makes it the wider kind.
        if pieces.last == .run || pieces.last == .anything {
          pieces[pieces.count - 1] = .anything
        } else {
          pieces.append(.run)
        }
      default: pieces.append(.scalar(scalar))
      }
    }
    self.pieces = pieces
  }

  /// Whether all of a name matches: in time of the product of both lengths, whatever
  /// they hold.
  func matches(_ name: [Unicode.Scalar]) -> Bool {
    // Which prefixes of the name the pieces so far match.
    var reached = [Bool](repeating: false, count: name.count + 1)
    reached[0] = true
    for piece in pieces {
      let isRepeated = piece == .run || piece == .anything
      var next = isRepeated ? reached : [Bool](repeating: false, count: name.count + 1)
      for (index, scalar) in name.enumerated() where piece.takes(scalar, stops) {
        if isRepeated ? next[index] : reached[index] { next[index + 1] = true }
      }
      reached = next
    }
    return reached[name.count]
  }
}
