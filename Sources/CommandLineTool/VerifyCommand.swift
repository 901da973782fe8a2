internal import ArgumentParser
internal import Conformance
internal import FloatEmulation
internal import MPFROracle

/// `fpaudit verify`: reference, kernel and MPFR over whole input spaces.
struct VerifyCommand: StatusCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check the rounding against MPFR and write a certificate.",
    discussion: """
      Full depth asks every one of the 2^32 fp32 inputs for fp16 and bf16, and for fp32 its \
      ties and 10^8 random fp64 inputs. Quick depth asks one in 256.

      EXAMPLES
        fpaudit verify
        fpaudit verify --depth quick --certificate certificate.json
        fpaudit verify --vectors e4m3fn.csv
        xz -dc FILE | fpaudit verify --vectors - --function f32_to_f16 --direction near_even
      """)

  /// How much is asked.
  enum Depth: String, ExpressibleByArgument, CaseIterable {
    case quick, full
  }

  @Option(help: "How much is asked: quick or full.")
  var depth: Depth = .full

  @Option(
    help: ArgumentHelp("Write the results as JSON; - is standard output.", valueName: "file"))
  var certificate: String?

  @Option(
    help: ArgumentHelp("Write the results as Markdown; - is standard output.", valueName: "file"))
  var markdown: String?

  @OptionGroup(title: "Vectors") var vectors: VectorOptions

  #if MPFR
    func status() throws -> ExitStatus {
      if let status = try vectors.status() { return status }
      var results: [ConformanceResult] = []
      for format in [FloatFormat.binary16, .bfloat16] {
        results.append(try run(Projection(format), .binary32(every: depth == .full ? 1 : 257)))
      }
      let range =
        FloatFormat.binary32.minimumExponent - 26...FloatFormat.binary32.maximumExponent + 1
      results.append(
        try run(Projection(.binary32), .tiesOfBinary32(logCount: depth == .full ? 16 : 8)))
      results.append(
        try run(
          Projection(.binary32),
          .random(count: depth == .full ? 100_000_000 : 400_000, exponents: range, seed: 754)))
      let document = Certificate(
        results, command: "fpaudit verify --depth \(depth.rawValue)",
        oracle: "MPFR \(MPFROracle.libraryVersion)")
      if let certificate { try OutputFile.write(certificate) { try $0(document.json()) } }
      if let markdown { try OutputFile.write(markdown) { try $0(document.markdown) } }
      return results.allSatisfy { $0.mismatchCount == 0 } ? .success : .failure
    }

    private func run<Value: WitnessValue>(
      _ projection: Projection, _ inputs: InputSpace<Value>
    ) throws -> ConformanceResult {
      let check = ConformanceCheck(projection, on: inputs) {
        [ReferenceWitness(projection), KernelWitness(projection), MPFRWitness(projection)]
      }
      let progress = ShareLine()
      let result = check.run(progress: progress.show)
      progress.erase()
      try Output.standard.write(
        "\(result.source) -> \(result.format): \(result.inputCount) inputs (\(result.inputs)), "
          + "\(result.mismatchCount) mismatches, \(Int(result.seconds)) s\n")
      for example in result.examples { try Output.standard.write("  \(example)\n") }
      return result
    }
  #else
    func status() throws -> ExitStatus {
      if let status = try vectors.status() { return status }
      throw ValidationError(
        "this build is without MPFR; install libmpfr-dev and build with the trait MPFR")
    }
  #endif
}
