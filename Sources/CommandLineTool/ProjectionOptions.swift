internal import ArgumentParser
internal import FloatEmulation

/// The rules that bring a value into a format.
struct ProjectionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "tiesToEven (rne), tiesToAway (rna), towardZero (rtz), towardPositive (rtp), "
        + "towardNegative (rtn), awayFromZero (raz), toOdd, stochasticA8. (default: tiesToEven)",
      valueName: "name"),
    completion: .list(RoundingDirection.deterministic.map(\.name)),
    transform: { try parseDirection($0) })
  var direction: RoundingDirection?

  @Option(
    help: ArgumentHelp(
      "Beyond the range: standard, saturateFinite or saturateAll. (default: standard)",
      valueName: "rule"),
    completion: .list(OverflowRule.allCases.map(\.rawValue)),
    transform: { try parseRule($0, OverflowRule.self, "overflow rule") })
  var overflow: OverflowRule?

  @Option(
    help: ArgumentHelp(
      "Subnormals taken for zero: none, operands, results or both. (default: none)",
      valueName: "which"),
    completion: .list(Flush.allCases.map(\.rawValue)),
    transform: { try parseRule($0, Flush.self, "choice of what is flushed") })
  var flush: Flush?

  @Option(
    help: ArgumentHelp(
      "A NaN: quiet, canonical or canonical-or-negative-zero. (default: quiet)",
      valueName: "rule"),
    completion: .list(NaNRule.allCases.map(\.rawValue)),
    transform: { try parseRule($0, NaNRule.self, "NaN rule") })
  var nan: NaNRule?

  @Option(
    help: ArgumentHelp(
      "All of these as a real stack sets them; `fpaudit presets` lists them.", valueName: "name"),
    completion: .list(Preset.catalogue.map(\.name)),
    transform: { try parsePreset($0) })
  var preset: Preset?

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

  func validate() throws {
    let others = [
      direction != nil, overflow != nil, flush != nil, nan != nil,
    ]
    guard preset == nil || !others.contains(true) else {
      throw ValidationError("a preset sets all rules; leave out the others, or the preset")
    }
  }

  /// What the rules do on the way into a format.
  ///
  /// - Throws: `ValidationError` if a preset does not know the format.
  func chain(to format: FloatFormat) throws -> ProjectionChain {
    guard let preset else {
      return ProjectionChain(
        Projection(
          format, direction: direction ?? .tiesToEven, overflow: overflow ?? .standard,
          flushing: flush?.subnormals ?? [], nan: nan ?? .quiet))
    }
    return try preset.requiredChain(to: format)
  }
}

extension Preset {
  /// The chain into a format.
  ///
  /// - Throws: `ValidationError` that names the formats the preset knows.
  func requiredChain(to format: FloatFormat) throws -> ProjectionChain {
    if let chain = chain(to: format) { return chain }
    let known = catalogueFormats.map(\.name) + (knowsP3109 ? ["Binary{K}p{P}{s|u}{e|f}"] : [])
    throw ValidationError(
      "`\(name)` has no `\(format.name)`; it has \(known.joined(separator: ", "))")
  }
}

/// The preset of a name.
///
/// - Throws: `ValidationError` that names the nearest known one.
func parsePreset(_ text: String) throws -> Preset {
  if let preset = Preset(named: text) { return preset }
  let known = Preset.catalogue.map(\.name) + Preset.aliases.keys.sorted()
  let guess = Spelling.nearest(to: text.lowercased(), among: known)
  throw ValidationError(
    "there is no preset `\(text)`"
      + (guess.map { "; did you mean `\($0)`?" } ?? "; `fpaudit presets` lists them"))
}

private func parseDirection(_ text: String) throws -> RoundingDirection {
  if let direction = RoundingDirection(named: text) { return direction }
  let known = RoundingDirection.deterministic.map(\.name)
  let guess = known.first {
    Spelling.distance(text.lowercased(), $0.lowercased()) <= 3
  }
  throw ValidationError(
    "there is no direction `\(text)`"
      + (guess.map { "; did you mean `\($0)`?" }
        ?? "; known are \(known.joined(separator: ", ")) and stochastic{A|B|C}{1...32}"))
}

/// The case of a name: in any case of letters, with or without hyphens.
private func parseRule<Rule: RawRepresentable & CaseIterable>(
  _ text: String, _: Rule.Type, _ what: String
) throws -> Rule where Rule.RawValue == String {
  func plain(_ text: String) -> String { text.lowercased().filter { $0 != "-" } }
  if let rule = Rule.allCases.first(where: { plain($0.rawValue) == plain(text) }) { return rule }
  let known = Rule.allCases.map(\.rawValue).joined(separator: ", ")
  throw ValidationError("`\(text)` is no \(what); known are \(known)")
}
