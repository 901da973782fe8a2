internal import ArgumentParser

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The one place where a run ends and its exit code is decided.
///
/// argument-parser would exit with 64 for usage and with 1 for any thrown error,
/// which here means a breached limit.
@main
enum Main {
  static func main() {
    // A closed pipe is an error code of write(2), not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  private static func run(_ arguments: [String]) -> ExitStatus {
    do {
      var command = try FPAuditCommand.parseAsRoot(arguments)
      if let command = command as? any StatusCommand { return try command.status() }
      try command.run()
      return .success
    } catch let error as OutputError where error.isClosedPipe {
      return .success  // the reader has seen enough
    } catch {
      return report(error, arguments)
    }
  }

  /// Help and version are answers; everything else is an error on standard error.
  private static func report(_ error: any Error, _ arguments: [String]) -> ExitStatus {
    let message = FPAuditCommand.fullMessage(for: error)
    do {
      if FPAuditCommand.exitCode(for: error) == .success {
        try Output.standard.write(message + "\n")
        return .success
      }
      let prefix = "Error: "
      let text = message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
      try Output.error.write("fpaudit: \(text)\n" + hint(arguments.first))
    } catch {
      return .failure
    }
    return .failure
  }

  /// A word for somebody who misspelt a command, which is then read as a path.
  private static func hint(_ word: String?) -> String {
    let commands = FPAuditCommand.configuration.subcommands.compactMap {
      $0.configuration.commandName
    }
    guard let word, let command = Spelling.nearest(to: word, among: commands), command != word
    else { return "" }
    return "fpaudit: there is no command `\(word)`; did you mean `fpaudit \(command)`?\n"
  }
}

/// A command that decides its exit code itself.
protocol StatusCommand: ParsableCommand {
  /// Does the work.
  func status() throws -> ExitStatus
}

extension StatusCommand {
  func run() throws { _ = try status() }
}
