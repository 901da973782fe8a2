internal import ArgumentParser
internal import Conformance
internal import FloatEmulation

/// `fpaudit verify --vectors FILE`: check against what others have computed.
struct VectorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Check a file of vectors; - is standard input.",
      discussion: """
        Files of `fpaudit vectors`, CSV or JSON lines, say themselves what they are; for the \
        lines of Berkeley TestFloat add --function, --direction and --tininess.
        """, valueName: "file"), completion: .file())
  var vectors: String?

  @Option(
    help: ArgumentHelp(
      "The TestFloat function of the vectors: "
        + TestFloatFunction.all.map(\.name).joined(separator: ", ") + ".", valueName: "name"))
  var function: String?

  @Option(
    help: ArgumentHelp(
      "The TestFloat direction of the vectors: "
        + TestFloatRun.directions.map(\.name).joined(separator: ", ")
        + "; near_even by default.", valueName: "name"))
  var direction: String?

  @Option(
    help: ArgumentHelp(
      "When the vectors detect tininess: before or after rounding, which is the default.",
      valueName: "when"), transform: { try NamedRule.rule($0) })
  var tininess: Tininess?

  func validate() throws {
    if vectors == nil && (function ?? direction ?? tininess?.rawValue) != nil {
      throw ValidationError("--function, --direction and --tininess say what --vectors FILE holds")
    }
    if vectors != nil && function == nil && (direction ?? tininess?.rawValue) != nil {
      throw ValidationError(
        "--direction and --tininess belong to TestFloat's vectors; add --function")
    }
    do { _ = try testFloat } catch { throw ValidationError("\(error)") }
  }

  /// Checks the file, if one is given; nil if none is.
  func status() throws -> ExitStatus? {
    guard let vectors else { return nil }
    let file = try InputFile(vectors)
    do {
      return try show(
        VectorCheck.run(LineReader(nextChunk: file.nextChunk), testFloat: testFloat), file.name)
    } catch let error as VectorError {
      try Output.whileRead { try Output.error.write("fpaudit: \(file.name): \(error)\n") }
      return .failure
    }
  }

  private var testFloat: TestFloatRun? {
    get throws {
      guard let function else { return nil }
      return TestFloatRun(
        try TestFloatFunction(named: function),
        direction: try TestFloatRun.direction(named: direction ?? "near_even"),
        tininess: tininess ?? .afterRounding)
    }
  }

  private func show(_ report: VectorReport, _ name: String) throws -> ExitStatus {
    let faults = report.faultCount == 0 ? "" : ", \(report.faultCount) faults of the file"
    try Output.whileRead {
      try Output.standard.write(
        "\(name): \(report.description): \(report.vectorCount) vectors, "
          + "\(report.mismatchCount) mismatches\(faults)\n")
    }
    let others = report.mismatchCount + report.faultCount - report.examples.count
    try Output.whileRead {
      for example in report.examples { try Output.error.write("fpaudit: \(name): \(example)\n") }
      if others > 0 { try Output.error.write("fpaudit: \(name): and \(others) more\n") }
    }
    return report.isClean ? .success : .failure
  }
}
