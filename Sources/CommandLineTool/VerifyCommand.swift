internal import ArgumentParser
internal import AuditReports
internal import Conformance
internal import FloatEmulation
internal import MPFROracle

/// `fpaudit verify`: reference, kernel and MPFR over whole input spaces.
struct VerifyCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the rounding against MPFR and write a certificate.",
    discussion: """
      quick asks one fp32 input in 4099, every tie and some random fp64 inputs. ties asks \
      every tie with its neighbours and 2*10^7 random fp64 inputs for each format and \
      direction, all with MPFR; formats of more than 19 bits have too many ties, and it asks \
      a choice. full asks all 2^32 fp32 inputs as well, codes and values: with MPFR for fp16, \
      bf16, tf32, e4m3fn and e5m2, reference against kernel for the other formats of at most \
      19 bits.

      quick takes seconds, ties minutes, full about an hour on two cores. A run may be \
      interrupted at any time. With --resume FILE every finished block of \
      2^28 inputs is kept in FILE, and the same command goes on there; a changed build \
      starts anew.

      EXAMPLES
        fpaudit verify --resume .build/verify.jsonl --certificate certificate.json
        fpaudit verify --depth quick
        fpaudit verify --formats fp16,Binary8p3se --directions toOdd,RNA --depth ties
        fpaudit verify --vectors e4m3fn.csv
        xz -dc FILE | fpaudit verify --vectors - --function f32_to_f16
      """)

  @Option(
    help: ArgumentHelp(
      "Target formats (default: the catalogue's but fp64).", valueName: "list"))
  var formats: String?

  @Option(
    help: ArgumentHelp(
      "Rounding directions (default: the five of IEEE 754).", valueName: "list"))
  var directions: String?

  @Option(
    help: "How much is asked: \(NamedRule.names(VerificationDepth.self)). (default: full)",
    completion: .list(VerificationDepth.allCases.map(\.rawValue)),
    transform: { try NamedRule.rule($0) })
  var depth: VerificationDepth?

  @Option(
    help: ArgumentHelp("Keep finished blocks in a file and go on from there.", valueName: "file"))
  var resume: String?

  @Option(
    help: ArgumentHelp("Write the results as JSON; - is standard output.", valueName: "file"))
  var certificate: String?

  @Option(
    help: ArgumentHelp("Write the results as Markdown; - is standard output.", valueName: "file"))
  var markdown: String?

  @Option(help: ArgumentHelp("A date to put into the certificate.", valueName: "text"))
  var date: String?

  @OptionGroup(title: "Vectors") var vectors: VectorOptions

  func validate() throws {
    let others = [formats, directions, depth?.rawValue, resume, certificate, markdown, date]
    guard vectors.vectors == nil || others.allSatisfy({ $0 == nil }) else {
      throw ValidationError(
        "--vectors FILE says itself what is checked, and no certificate is written of it; leave out "
          + "--formats, --directions, --depth, --resume, --certificate, --markdown and --date")
    }
    try OutputTarget.requireDistinct([resume, certificate, markdown])
    if let resume { try JournalFile.requireNoDirectory(resume, example: "verify.jsonl") }
  }

  #if MPFR
    func status() throws -> ExitStatus {
      if let status = try vectors.status() { return status }
      let formats = try self.formats.map { try FormatList(text: $0).formats }
      let checks = VerificationPlan.checks(
        of: formats ?? VerificationPlan.formats, directions: try directionList(),
        depth: depth ?? .full)
      guard !checks.isEmpty else {
        throw ValidationError("there is nothing to verify; name a format and a direction")
      }
      let run = VerificationRun(
        checks: checks, resume: try resumeFile(), witnesses: makeWitnesses)
      let results = try run.results { result in
        try Output.whileRead { try Output.standard.write(VerifyCommand.line(result)) }
      }
      let document = Certificate(
        results, command: "fpaudit " + CommandLine.arguments.dropFirst().joined(separator: " "),
        oracle: "MPFR \(MPFROracle.libraryVersion)", date: date)
      try Output.whileRead { try Output.standard.write(document.summary + "\n") }
      if let certificate {
        try Output.whileRead { try OutputFile.write(certificate) { try $0(document.json()) } }
      }
      if let markdown {
        try Output.whileRead { try OutputFile.write(markdown) { try $0(document.markdown) } }
      }
      return document.mismatchCount == 0 ? .success : .failure
    }

    private func directionList() throws -> [RoundingDirection] {
      guard let directions else { return RoundingDirection.ieee }
      return try directions.split(separator: ",", omittingEmptySubsequences: false).map { name in
        guard let direction = RoundingDirection(named: String(name)),
          RoundingDirection.deterministic.contains(direction)
        else {
          let known = RoundingDirection.deterministic.map(\.name).joined(separator: ", ")
          throw ValidationError("`\(name)` is no direction to verify; known are \(known)")
        }
        return direction
      }
    }

    private func resumeFile() throws -> ResumeFile? {
      guard let resume else { return nil }
      guard let identity = BuildDescription.identity else {
        throw ValidationError("--resume needs to read its own executable, and cannot")
      }
      return try ResumeFile(resume, build: "\(identity), MPFR \(MPFROracle.libraryVersion)")
    }

    private func makeWitnesses(_ check: PlannedCheck) -> PlannedCheck.MakeWitnesses {
      let reference = ReferenceWitness(check.projection)
      let kernel = KernelWitness(check.projection)
      return { usesOracle in
        usesOracle ? [reference, kernel, MPFRWitness(check.projection)] : [reference, kernel]
      }
    }

    private static func line(_ result: ConformanceResult) -> String {
      let examples = result.examples.map { "  \($0)\n" }.joined()
      return "\(result.source) -> \(result.format) \(result.direction): "
        + "\(result.inputCount) inputs (\(result.inputs)), \(result.mismatchCount) mismatches, \(Int(result.seconds)) s\n"
        + examples
    }
  #else
    func status() throws -> ExitStatus {
      if let status = try vectors.status() { return status }
      throw ValidationError(
        "this build is without MPFR; install libmpfr-dev and build with the trait MPFR")
    }
  #endif
}
