internal import AuditReports
internal import FloatEmulation
internal import GradientAudit
internal import TensorFiles

/// Holds limits against an audit and says what became of them.
struct LimitRun {
  /// The limits, with what became of them.
  let reported: [ReportedLimit]
  /// What could not be read of the baseline.
  private let problems: [TensorFileError]

  /// - Parameters:
  ///   - baseline: Its audit, with the same plan; nil where no limit needs one.
  ///   - reading: How elements without a type were read.
  init(
    _ options: LimitOptions, _ audit: Audit, baseline: Audit?, _ reading: ReadingOptions
  ) {
    problems = baseline?.problems ?? []
    let examples = LimitExamples(audit, reading)
    reported = options.limits.map { limit, level in
      do throws(LimitEvaluationError) {
        let result = try limit.evaluate(audit, baseline: baseline)
        return ReportedLimit(
          limit, level, .evaluated(result),
          command: result.measurement.map { LimitRun.command(limit, $0, audit, reading) },
          example: result.measurement.flatMap { $0.isBreached ? examples.example(limit, $0) : nil })
      } catch {
        return ReportedLimit(limit, level, .failed(error), command: nil)
      }
    }
  }

  /// The exit code of the limits alone, in which those that warn have no say.
  var status: ExitStatus {
    let decisive = reported.filter { $0.level == .fail }
    if !problems.isEmpty || decisive.contains(where: \.hasFailed) { return .failure }
    return decisive.contains(where: \.isBreached) ? .breached : .success
  }

  /// Says on standard error what became of each limit; of those that are kept only
  /// unless it should be quiet.
  func report(quiet: Bool) throws {
    try Output.whileRead {
      for limit in reported where !quiet || limit.isBreached || limit.hasFailed {
        let lines = LimitLines(limit).lines.joined(separator: "\n")
        try Output.error.write("fpaudit: \(lines)\n")
      }
    }
  }

  /// The command that lists the values behind a number, or the numbers of all tensors
  /// where they are measured: of the tensors that the limit looks at or, where each counts
  /// by itself, of the worst.
  private static func command(
    _ limit: Limit, _ found: LimitMeasurement, _ audit: Audit,
    _ reading: ReadingOptions
  ) -> String {
    let scale = found.scale ?? .one
    let isMeasured = limit.quantity.isMeasured
    var options =
      isMeasured
      ? ["--formats", limit.format.name, "--scales", "\(scale)"]
      : ["--format", limit.format.name, "--scale", "\(scale)"]
    options += ArithmeticOptions.words(audit.plan.arithmetic) + reading.words
    options += audit.plan.projection(into: limit.format).map(RuleOptions.words) ?? []
    if !isMeasured {
      options += ["--outcomes", limit.quantity.outcomes.map(\.rawValue).joined(separator: ",")]
    }
    if limit.aggregation == .each {
      let worst = found.worst
      // Joined: a pattern may begin like an option.
      options += [
        "--tensors=\(TensorFilter.pattern(of: worst.tensor))", "--steps", "\(worst.step)",
      ]
    } else if limit.tensors != .all {
      options += ["--tensors=\(limit.tensors)"]
    }
    return isMeasured
      ? Shell.command("metrics", audit.sources, options + ["--csv", "-"])
      : Shell.command("trace", audit.sources, options + ["--all"])
  }
}
