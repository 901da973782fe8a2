internal import FloatEmulation

/// Reads a limit from left to right, once; each word is looked at by one function.
struct LimitParser {
  var scanner: LimitScanner
  /// The comparison that `=` stands for, where shells leave no other sign.
  let assigned: LimitComparison?

  init(_ text: String, assigned: LimitComparison?) {
    scanner = LimitScanner(text)
    self.assigned = assigned
  }

  static let example = "fp16.underflow>0.5%"

  /// `[aggregation "("] cell [")"] comparison bound ["?"]`.
  mutating func limit() throws(LimitSyntaxError) -> Limit {
    if scanner.isEmpty {
      throw scanner.error("the limit is empty; write one such as \(LimitParser.example)", at: 0)
    }
    scanner.skipBlanks()
    let aggregation = try aggregation()
    let cell = try cell()
    if aggregation != nil { try closeAggregation() }
    let comparison = try comparison()
    scanner.skipBlanks()
    let place = scanner.position
    let bound = try bound(cell.quantity.unit)
    try requireOpen(cell.quantity, comparison, bound, at: place)
    scanner.skipBlanks()
    let allowsNoTensor = scanner.take("?")
    try end()
    return Limit(
      aggregation: aggregation ?? .total, format: cell.format, scale: cell.scale,
      quantity: cell.quantity, tensors: cell.tensors, comparison: comparison, bound: bound,
      allowsNoTensor: allowsNoTensor)
  }

  /// `total(` and the like; nil, and nothing read, where no parenthesis opens.
  private mutating func aggregation() throws(LimitSyntaxError) -> LimitAggregation? {
    let before = scanner
    let word = scanner.word(where: LimitScanner.isOfName)
    scanner.skipBlanks()
    guard scanner.take("(") else {
      scanner = before
      return nil
    }
    scanner.skipBlanks()
    if let aggregation = LimitAggregation(rawValue: word) { return aggregation }
    let known = LimitAggregation.allCases.map(\.rawValue)
    throw before.error(
      word.isEmpty
        ? "the parenthesis needs a word before it: \(known.joined(separator: ", "))"
        : "there is no aggregation `\(LimitParser.short(word))`"
          + LimitParser.suggestion(word, known))
  }

  private mutating func closeAggregation() throws(LimitSyntaxError) {
    scanner.skipBlanks()
    guard scanner.take(")") else { throw scanner.error("the parenthesis is not closed; write )") }
  }

  /// Refuses a limit that nothing could breach, or that everything would.
  private func requireOpen(
    _ quantity: LimitQuantity, _ comparison: LimitComparison, _ bound: LimitBound, at place: Int
  ) throws(LimitSyntaxError) {
    guard let literal = bound.literal,
      let isBreach = comparison.isDecided(by: literal, quantity.range)
    else { return }
    let greatest = LimitNumberText.text(quantity.range.greatest, quantity.unit)
    throw scanner.error(
      "this limit would \(isBreach ? "always" : "never") fail: \(quantity.rawValue) lies "
        + "between 0 and \(greatest), and the comparison is the condition that fails",
      at: place)
  }

  private mutating func end() throws(LimitSyntaxError) {
    scanner.skipBlanks()
    guard scanner.current != nil else { return }
    throw scanner.error(
      "`\(scanner.excerpt)` does not belong here; a limit is one comparison, and several "
        + "limits are several options")
  }

  /// A word in a message: not all of a long one.
  static func short(_ word: String) -> String {
    let scalars = word.unicodeScalars
    return LimitSyntaxError.shown(scalars.prefix(40)) + (scalars.count > 40 ? "…" : "")
  }

  /// `; did you mean ...`, or else what there is.
  static func suggestion(_ word: String, _ known: [String]) -> String {
    Spelling.nearest(to: word.lowercased(), among: known).map { "; did you mean `\($0)`?" }
      ?? "; known are \(known.joined(separator: ", "))"
  }
}
