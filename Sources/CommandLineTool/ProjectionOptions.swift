internal import ArgumentParser
internal import FloatEmulation
internal import GradientAudit

/// The rules that bring a value into a format: one by one, or all as a real stack
/// sets them.
struct ProjectionOptions: ParsableArguments {
  @OptionGroup var rules: RuleOptions

  @Option(
    help: ArgumentHelp(
      "All of these but --tininess as a real stack sets them; `fpaudit presets` lists them.",
      valueName: "name"),
    completion: .list(Preset.catalogue.map(\.name)),
    transform: { try parsePreset($0) })
  var preset: Preset?

  func validate() throws {
    guard preset == nil || !rules.areGiven else {
      throw ValidationError("a preset sets all rules; leave out the others, or the preset")
    }
  }

  /// What the rules do on the way into a format.
  ///
  /// - Throws: `ValidationError` if a preset does not know the format.
  func chain(to format: FloatFormat) throws -> ProjectionChain {
    guard let preset else { return ProjectionChain(rules.projection(format)) }
    let chain = try preset.requiredChain(to: format)
    return rules.tininess.map(chain.detecting) ?? chain
  }
}

extension ProjectionChain {
  /// The chain with another tininess, which changes no result, only flags.
  func detecting(_ tininess: Tininess) -> ProjectionChain {
    var projection = projection
    projection.tininess = tininess
    return ProjectionChain(projection, by: intermediate, nan: nan, operand: operand)
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
