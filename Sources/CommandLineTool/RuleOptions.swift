internal import ArgumentParser
internal import FloatEmulation

/// The rules of a projection.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The rounding direction: "
        + RoundingDirection.deterministic.map(\.name).joined(separator: ", ")
        + ", stochasticA8 and the like.", valueName: "name"), transform: RuleOptions.direction)
  var direction: RoundingDirection = .tiesToEven

  @Option(
    help: ArgumentHelp(
      "What becomes of values beyond the range: \(NamedRule.names(OverflowRule.self)).",
      valueName: "rule"), transform: NamedRule.rule)
  var overflow: OverflowRule = .standard

  @Option(
    help: ArgumentHelp(
      "Subnormals taken for zero: operands, results; may be given twice.", valueName: "which"))
  var flush: [FlushedSubnormals] = []

  @Option(
    help: ArgumentHelp(
      "What becomes of NaN: \(NamedRule.names(NaNRule.self)).", valueName: "rule"),
    transform: NamedRule.rule)
  var nan: NaNRule = .quiet

  @Option(
    help: ArgumentHelp("When tininess is detected: before or after rounding.", valueName: "when"),
    transform: NamedRule.rule)
  var tininess: Tininess = .afterRounding

  /// Subnormals of the operands or of the results.
  enum FlushedSubnormals: String, ExpressibleByArgument, CaseIterable {
    case operands, results
  }

  /// The projection of a format with these rules.
  func projection(_ format: FloatFormat) -> Projection {
    var flushing: SubnormalFlushing = []
    if flush.contains(.operands) { flushing.insert(.operands) }
    if flush.contains(.results) { flushing.insert(.results) }
    return Projection(
      format, direction: direction, overflow: overflow, flushing: flushing, nan: nan,
      tininess: tininess)
  }

  private static func direction(_ name: String) throws -> RoundingDirection {
    if let direction = RoundingDirection(named: name) { return direction }
    let known = RoundingDirection.deterministic.map(\.name)
    let guess = Spelling.nearest(to: name, among: known)
    throw ValidationError(
      "there is no direction `\(name)`"
        + (guess.map { "; did you mean `\($0)`?" }
          ?? "; known are \(known.joined(separator: ", ")) and stochasticA8"))
  }
}
