internal import FloatEmulation

/// Suggestions for words that were misspelt.
package enum Spelling {
  /// How many edits a misspelling has at most.
  private static let limit = 2

  /// The known word that is fewest edits away, at most two; the first of equals.
  package static func nearest(to word: String, among known: [String]) -> String? {
    // Each edit changes the length by one at most.
    let close = known.filter { abs($0.utf8.count - word.utf8.count) <= limit }
    let candidates = close.map { (word: $0, distance: distance(word, $0)) }
    return candidates.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.word
  }

  /// Levenshtein's distance: insertions, deletions and substitutions of bytes.
  package static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (i, a) in left.utf8.enumerated() {
      var previous = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let substitution = previous + (a == b ? 0 : 1)
        previous = row[j + 1]
        row[j + 1] = min(substitution, previous + 1, row[j] + 1)
      }
    }
    return row[right.count]
  }

  /// The name of a format that was meant by another word; nil where none is near.
  package static func nearestFormat(to word: String) -> String? {
    let known = FloatFormat.catalogue.map(\.name) + FloatFormat.aliases.keys.sorted()
    return nearest(to: word.lowercased(), among: known)
  }

  /// What to say to somebody who named a format that there is not.
  package static func unknownFormat(_ name: String) -> String {
    let known = FloatFormat.catalogue.map(\.name).joined(separator: ", ")
    return "there is no format `\(name)`"
      + (nearestFormat(to: name).map { "; did you mean `\($0)`?" }
        ?? "; known are \(known), eXmY and Binary8p4se")
  }
}
