/// Suggestions for words that were misspelt.
enum Spelling {
  /// The known word that is fewest edits away, at most two; the first of equals.
  static func nearest(to word: String, among known: [String]) -> String? {
    let candidates = known.map { (word: $0, distance: distance(word, $0)) }
    return candidates.filter { $0.distance <= 2 }.min { $0.distance < $1.distance }?.word
  }

  /// Levenshtein's distance: insertions, deletions and substitutions.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
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
}
