internal import ArgumentParser
internal import FloatEmulation
internal import GradientAudit

/// Rules by their names on the command line.
enum NamedRule {
  /// The rule of a name: in any case of letters, with or without hyphens.
  ///
  /// - Throws: `ValidationError` that lists the names.
  static func rule<Rule: RawRepresentable<String> & CaseIterable>(_ name: String) throws -> Rule {
    func plain(_ text: String) -> String { text.lowercased().filter { $0 != "-" } }
    if let rule = Rule.allCases.first(where: { plain($0.rawValue) == plain(name) }) { return rule }
    throw ValidationError("`\(name)` is none of \(names(Rule.self))")
  }

  /// The names of all rules, for help.
  static func names<Rule: RawRepresentable<String> & CaseIterable>(_: Rule.Type) -> String {
    Rule.allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// The direction of a name or alias.
  ///
  /// - Throws: `ValidationError` that names the nearest known one, or all.
  static func direction(_ name: String) throws -> RoundingDirection {
    if let direction = RoundingDirection(named: name) { return direction }
    let known = RoundingDirection.deterministic.map(\.name)
    let guess = known.first { Spelling.distance(name.lowercased(), $0.lowercased()) <= 3 }
    throw ValidationError(
      "there is no direction `\(name)`"
        + (guess.map { "; did you mean `\($0)`?" }
          ?? "; known are \(known.joined(separator: ", ")) and stochastic{A|B|C}{1...32}"))
  }
}
