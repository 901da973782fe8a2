internal import ArgumentParser
internal import GradientAudit

/// A word that was meant to be a command.
///
/// The first word is a path for the default command unless it names another, so
/// `fpaudit formts` would look for a recording of that name.
enum Misspelling {
  /// What to say to somebody who misspelt a command; nil where the first word may
  /// be meant as it is: an option, a command, something that exists, or a path.
  static func hint(_ arguments: [String]) -> String? {
    guard let word = arguments.first, !word.hasPrefix("-"), !word.utf8.contains(UInt8(ascii: "/")),
      !commands.contains(word), FileMode.of(word) == nil,
      let command = Spelling.nearest(to: word, among: commands)
    else { return nil }
    return "there is no command and no file `\(word)`; did you mean `fpaudit \(command)`?"
  }

  /// Refuses what looks like an option among words that are taken as they are, so
  /// that a negative number may be one of them.
  ///
  /// - Throws: `ValidationError` that names the nearest option of the command.
  static func refuseOptions(
    among words: [String], of command: any ParsableCommand.Type
  ) throws {
    guard let word = words.first(where: { $0.hasPrefix("--") && $0 != "--" }) else { return }
    let option = String(word.prefix { $0 != "=" })
    let known = command.helpMessage().matches(of: /--[a-z][a-z-]*/).map { String($0.output) }
    throw ValidationError(
      "there is no option `\(option)`"
        + (Spelling.nearest(to: option, among: known).map { "; did you mean `\($0)`?" } ?? ""))
  }

  private static let commands =
    FPAuditCommand.configuration.groupedSubcommands.flatMap(\.subcommands)
    .compactMap { $0.configuration.commandName } + ["help"]
}
