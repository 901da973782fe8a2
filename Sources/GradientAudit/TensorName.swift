/// A tensor's name, in the order in which people count: `layers.2` comes before
/// `layers.10`.
///
/// Names are compared piece by piece, runs of ASCII digits as numbers, all else
/// by bytes; names that agree so far (`a1`, `a01`) by their bytes. The order is
/// total and the same on every system.
struct TensorName: Hashable, Sendable, Comparable {
  let text: String
  fileprivate let pieces: [Piece]

  fileprivate enum Piece: Hashable, Comparable {
    case number(digits: Int, text: [UInt8])
    case bytes([UInt8])
  }

  init(_ text: String) {
    self.text = text
    var pieces: [Piece] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      let isNumber = first.isDigit
      let run = rest.prefix { $0.isDigit == isNumber }
      rest = rest.dropFirst(run.count)
      let significant = Array(run.drop { $0 == UInt8(ascii: "0") })
      pieces.append(
        isNumber ? .number(digits: significant.count, text: significant) : .bytes(Array(run)))
    }
    self.pieces = pieces
  }

  static func < (left: TensorName, right: TensorName) -> Bool {
    left.pieces == right.pieces
      ? left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
      : left.pieces.lexicographicallyPrecedes(right.pieces)
  }
}

extension TensorName.Piece {
  static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.number(let leftDigits, let leftText), .number(let rightDigits, let rightText)):
      leftDigits != rightDigits
        ? leftDigits < rightDigits : leftText.lexicographicallyPrecedes(rightText)
    case (.bytes(let leftText), .bytes(let rightText)):
      leftText.lexicographicallyPrecedes(rightText)
    case (.number, .bytes): true
    case (.bytes, .number): false
    }
  }
}
