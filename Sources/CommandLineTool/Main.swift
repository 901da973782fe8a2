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
    // So is a file that would become larger than `ulimit -f` allows.
    signal(SIGXFSZ, SIG_IGN)
    TemporaryFiles.removeOnSignals()
    exit(run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  private static func run(_ arguments: [String]) -> ExitStatus {
    do {
      if let hint = Misspelling.hint(arguments) {
        try Output.whileRead { try Output.error.write("fpaudit: \(hint)\n") }
        return .failure
      }
      var command = try FPAuditCommand.parseAsRoot(arguments)
      if let command = command as? any StatusCommand {
        do {
          return try command.status()
        } catch let error as ValidationError {
          return report(error, of: type(of: command))
        }
      }
      try command.run()
      return .success
    } catch let error as OutputError where error.isClosedPipe {
      return .success  // the reader has seen enough
    } catch {
      return report(error)
    }
  }

  /// What was asked for cannot be, as the recording shows.
  private static func report(
    _ error: ValidationError, of command: any StatusCommand.Type
  ) -> ExitStatus {
    let name = command.configuration.commandName ?? ""
    try? Output.error.write("fpaudit: \(error)\n  See 'fpaudit help \(name)'.\n")
    return .failure
  }

  /// Help and version are answers; everything else is an error on standard error.
  private static func report(_ error: any Error) -> ExitStatus {
    let message = FPAuditCommand.fullMessage(for: error)
    let isAnswer = FPAuditCommand.exitCode(for: error) == .success
    do {
      if isAnswer {
        try Output.standard.write(message + "\n")
        return .success
      }
      let prefix = "Error: "
      let text = message.hasPrefix(prefix) ? String(message.dropFirst(prefix.count)) : message
      try Output.error.write("fpaudit: \(text)\n")
    } catch {
      if error.isClosedPipe { return isAnswer ? .success : .failure }
      try? Output.error.write("fpaudit: \(error)\n")  // where even that fails, nobody listens
    }
    return .failure
  }
}

/// A command that decides its exit code itself.
protocol StatusCommand: ParsableCommand {
  /// Does the work; what it knows is no less true when nobody reads it, so that it
  /// writes inside `Output.whileRead`.
  func status() throws -> ExitStatus
}

extension StatusCommand {
  func run() throws { _ = try status() }
}
