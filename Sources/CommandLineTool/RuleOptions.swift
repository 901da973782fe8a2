internal import ArgumentParser
internal import FloatEmulation

/// The rules that bring a value into a format.
struct RuleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "tiesToEven (rne), tiesToAway (rna), towardZero (rtz), towardPositive (rtp), "
        + "towardNegative (rtn), awayFromZero (raz), toOdd, stochasticA8. (default: tiesToEven)",
      valueName: "name"),
    completion: .list(RoundingDirection.deterministic.map(\.name)),
    transform: { try NamedRule.direction($0) })
  var direction: RoundingDirection?

  @Option(
    help: ArgumentHelp(
      "Beyond the range: \(NamedRule.names(OverflowRule.self)). (default: standard)",
      valueName: "rule"),
    completion: .list(OverflowRule.allCases.map(\.rawValue)),
    transform: { try NamedRule.rule($0) })
  var overflow: OverflowRule?

  @Option(
    help: ArgumentHelp(
      "Subnormals taken for zero: \(NamedRule.names(Flush.self)). (default: none)",
      valueName: "which"),
    completion: .list(Flush.allCases.map(\.rawValue)),
    transform: { try NamedRule.rule($0) })
  var flush: Flush?

  @Option(
    help: ArgumentHelp(
      "A NaN: \(NamedRule.names(NaNRule.self)). (default: quiet)", valueName: "rule"),
    completion: .list(NaNRule.allCases.map(\.rawValue)),
    transform: { try NamedRule.rule($0) })
  var nan: NaNRule?

  @Option(
    help: ArgumentHelp(
      "A result is tiny before or after rounding. (default: after)", valueName: "when"),
    completion: .list(Tininess.allCases.map(\.rawValue)),
    transform: { try NamedRule.rule($0) })
  var tininess: Tininess?

  /// What `--flush` takes.
  enum Flush: String, CaseIterable {
    case none, operands, results, both

    var subnormals: SubnormalFlushing {
      switch self {
      case .none: []
      case .operands: .operands
      case .results: .results
      case .both: [.operands, .results]
      }
    }
  }

  /// Whether any rule that changes a result is given.
  var areGiven: Bool { direction != nil || overflow != nil || flush != nil || nan != nil }

  /// The projection of a format with these rules.
  func projection(_ format: FloatFormat) -> Projection {
    Projection(
      format, direction: direction ?? .tiesToEven, overflow: overflow ?? .standard,
      flushing: flush?.subnormals ?? [], nan: nan ?? .quiet, tininess: tininess ?? .afterRounding)
  }
}
