internal import ArgumentParser

/// Rules by their names on the command line.
enum NamedRule {
  /// The rule of a name.
  ///
  /// - Throws: `ValidationError` that lists the names.
  static func rule<Rule: RawRepresentable<String> & CaseIterable>(_ name: String) throws -> Rule {
    if let rule = Rule(rawValue: name) { return rule }
    throw ValidationError("`\(name)` is none of \(names(Rule.self))")
  }

  /// The names of all rules, for help.
  static func names<Rule: RawRepresentable<String> & CaseIterable>(_ type: Rule.Type) -> String {
    Rule.allCases.map(\.rawValue).joined(separator: ", ")
  }
}
