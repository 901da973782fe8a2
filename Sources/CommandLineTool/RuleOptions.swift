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

  /// The rules of a projection that decide what becomes of values, as they are written on
  /// a command line; nothing for the usual ones.
  static func words(_ projection: Projection) -> [String] {
    let direction = projection.direction
    return (direction == .tiesToEven ? [] : ["--direction", direction.name])
      + (projection.flushing.contains(.results) ? ["--flush", Flush.results.rawValue] : [])
  }

  /// Refuses rules that say nothing about outcomes, or leave them to chance.
  func requireOutcomes() throws {
    if case .stochastic = direction {
      throw ValidationError("a stochastic direction leaves it to chance which values are lost")
    }
    if tininess != nil {
      throw ValidationError("--tininess changes only flags, which have no part in outcomes")
    }
    if flush == .operands || flush == .both {
      throw ValidationError(
        "the scaled value is no operand of a format, so none is flushed; --flush results may be "
          + "meant")
    }
  }

  /// The projection of a format with these rules.
  func projection(_ format: FloatFormat) -> Projection {
    Projection(
      format, direction: direction ?? .tiesToEven, overflow: overflow ?? .standard,
      flushing: flush?.subnormals ?? [], nan: nan ?? .quiet, tininess: tininess ?? .afterRounding)
  }
}
