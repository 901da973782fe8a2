internal import ArgumentParser
internal import AuditReports
internal import GradientAudit

/// Which limits the audit has to keep.
struct LimitOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Exit with 1 if this is so, such as 'fp16.underflow>0.5%'; see `fpaudit help audit`.",
      valueName: "limit"),
    transform: { try LimitOptions.checked(try Limit($0)) })
  var failOn: [Limit] = []

  @Option(
    help: ArgumentHelp(
      "Say so if this is so, without an exit code of its own.", valueName: "limit"),
    transform: { try LimitOptions.checked(try Limit($0)) })
  var warnOn: [Limit] = []

  @Option(
    name: .customLong("max"),
    help: ArgumentHelp(
      "--fail-on for shells that eat `>`: fp16.underflow=0.5%.", valueName: "limit"),
    transform: { try LimitOptions.checked(try Limit(maximum: $0)) })
  var maximum: [Limit] = []

  @Option(
    name: .customLong("min"),
    help: ArgumentHelp(
      "--fail-on for shells that eat `<`: fp16.safe-scales=3.", valueName: "limit"),
    transform: { try LimitOptions.checked(try Limit(minimum: $0)) })
  var minimum: [Limit] = []

  @Option(
    help: ArgumentHelp(
      "The recording, or a part of it, that `baseline` in a limit means.", valueName: "path"),
    completion: .file())
  var baseline: [String] = []

  func validate() throws {
    let relative = limits.first { $0.limit.bound.usesBaseline }
    if let relative, baseline.isEmpty {
      throw ValidationError(
        "`\(relative.limit)` needs a baseline; give a recording: --baseline PATH")
    }
    guard baseline.isEmpty || relative != nil else {
      throw ValidationError(
        "no limit uses the baseline; write one such as 'fp16.underflow>baseline+0.1%'")
    }
  }

  /// All of them, in the order in which they are reported; what is asked twice once.
  var limits: [(limit: Limit, level: ReportedLimit.Level)] {
    var seen: Set<Limit> = []
    let failing = (failOn + maximum + minimum).filter { seen.insert($0).inserted }
    return failing.map { ($0, .fail) }
      + warnOn.filter { seen.insert($0).inserted }.map { ($0, .warn) }
  }

  /// The options as they are written on a command line.
  var words: [String] {
    limits.flatMap { [$0.level == .fail ? "--fail-on" : "--warn-on", $0.limit.description] }
      + baseline.flatMap { ["--baseline", $0] }
  }

  /// A limit, or what is wrong with it as an error of usage.
  private static func checked(_ limit: @autoclosure () throws -> Limit) throws -> Limit {
    do { return try limit() } catch let error as LimitSyntaxError {
      throw ValidationError(error.description)
    }
  }
}
