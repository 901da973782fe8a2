internal import FloatEmulation

/// What rounding twice, by way of another format, would have got wrong.
struct DoubleRounding {
  private let via: FloatFormat
  private let format: FloatFormat
  private let middle: Double
  private let direct: RoundingResult
  private let result: RoundingResult

  /// nil if nothing would be wrong, or if nothing would be rounded twice.
  init?(_ source: SourceValue, _ chain: ProjectionChain, by via: FloatFormat) {
    guard source.value.isFinite, chain.format.precision < via.precision else { return nil }
    var first = chain.projection
    first.format = via
    first.overflow = .standard
    let middle = first.round(source.value)
    let direct = chain.projection.round(source.value)
    let result = chain.projection.round(middle.value)
    guard result.code != direct.code else { return nil }
    self.via = via
    self.middle = middle.value
    self.direct = direct
    self.result = result
    format = chain.format
  }

  /// A line.
  var short: String {
    "\(format.name) by way of \(via.name) would be \(CodeText.decimal(result.value)), not "
      + "\(CodeText.decimal(direct.value))\n"
  }

  /// What a single rounding would have given, for a stack that rounds twice.
  var onceSentence: String {
    "rounded once it would be \(CodeText.decimal(direct.value)): \(via.name) makes the value "
      + "\(CodeText.decimal(middle)), \(why)"
  }

  /// A sentence that says why.
  var sentence: String {
    "by way of \(via.name) it would be \(CodeText.decimal(result.value)): \(via.name) makes it "
      + "\(CodeText.decimal(middle)), \(why)"
  }

  /// What the first rounding lost.
  private var why: String {
    guard let place = RoundingExplanation(middle, by: Projection(format)).place else {
      return "which is beyond \(format.name)'s range"
    }
    return place.aboveTie.isZero
      ? "which is a tie, and on which side the value was is forgotten"
      : "which is on the other side"
  }
}
