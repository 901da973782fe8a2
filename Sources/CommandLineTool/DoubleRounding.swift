internal import FloatEmulation

/// What rounding twice, by way of another format, gets wrong.
struct DoubleRounding {
  private let via: FloatFormat
  private let format: FloatFormat
  private let middle: Double
  private let direct: RoundingResult
  private let result: RoundingResult

  /// What a chain gets wrong that rounds the value twice; nil if it does not, or if
  /// nothing is wrong.
  init?(_ source: SourceValue, _ chain: ProjectionChain) {
    let steps = chain.steps(from: source.format)
    guard steps.count > 1 else { return nil }
    let once = ProjectionChain(chain.projection, nan: chain.nan, operand: chain.operand)
    self.init(
      source, chain.format, by: steps[0], direct: source.rounded(by: once),
      result: source.rounded(by: chain))
  }

  /// What a projection would get wrong by way of another format, in which the value
  /// is rounded in the same direction; nil if nothing, or if nothing would be
  /// rounded twice.
  init?(_ source: SourceValue, _ chain: ProjectionChain, by via: FloatFormat) {
    guard chain.format.precision < via.precision, via.precision < source.format.precision,
      chain.operand == .value
    else { return nil }
    var first = chain.projection
    first.format = via
    first.overflow = .standard
    let middle = source.rounded(by: ProjectionChain(first)).code
    self.init(
      source, chain.format, by: first, direct: source.rounded(by: chain),
      result: chain.projection.convert(middle, from: via))
  }

  private init?(
    _ source: SourceValue, _ format: FloatFormat, by first: Projection, direct: RoundingResult,
    result: RoundingResult
  ) {
    guard source.value.isFinite, result.code != direct.code else { return nil }
    self.format = format
    self.direct = direct
    self.result = result
    via = first.format
    middle = source.rounded(by: ProjectionChain(first)).value
  }

  /// A line.
  var short: String {
    "\(format.name) by way of \(via.name) would be \(CodeText.decimal(result.value)), not "
      + "\(CodeText.decimal(direct.value))\n"
  }

  /// A line, for a stack that rounds twice.
  var shortOnce: String {
    "\(format.name), rounded once, would be \(CodeText.decimal(direct.value)), not "
      + "\(CodeText.decimal(result.value))\n"
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
    if place.aboveTie.isZero {
      return "which is a tie, and on which side the value was is forgotten"
    }
    return place.aboveLower.isZero
      ? "which the format has, and on which side the value was is forgotten"
      : "which is on the other side"
  }
}
