internal import ArgumentParser
internal import FloatEmulation
internal import GradientAudit

/// How weights are kept and updates are added.
struct StorageOptions: ParsableArguments {
  @Option(
    help: "Formats of stored weights, separated by commas. (default: fp16,bf16,fp32)",
    completion: .list(FloatFormat.catalogue.map(\.name)),
    transform: { try FormatList(text: $0) })
  var formats = FormatList(UpdateQuery.defaultFormats)

  @Option(
    help: "The arithmetic of the optimizer's formula: fp32 or fp64. (default: fp32)",
    completion: .list(UpdateArithmetic.allCases.map(\.rawValue)),
    transform: { try NamedRule.rule($0) })
  var arithmetic: UpdateArithmetic?

  @Option(
    help: ArgumentHelp(
      "Weight plus update: exact (rounded once) or fp32 (rounded to FP32 first, as kernels that "
        + "load and store 16 bits do). (default: exact)", valueName: "sum"),
    completion: .list(UpdateSum.allCases.map(\.rawValue)),
    transform: { try NamedRule.rule($0) })
  var sum: UpdateSum?

  @Option(
    help: ArgumentHelp(
      "The random bits of stochastic rounding for each weight, 1...24.",
      valueName: "number"))
  var randomBits = UpdateQuery.defaultRandomBitCount

  @Option(help: ArgumentHelp("The seed of the run with random bits."))
  var seed: UInt64 = 0

  func validate() throws {
    guard UpdateQuery.randomBitCounts.contains(randomBits) else {
      throw ValidationError("--random-bits \(randomBits) is outside 1...24")
    }
    for format in formats.formats where !UpdateQuery.canKeep(format) {
      throw ValidationError(
        format.isSigned && format.hasZero
          ? "`\(format.name)` has values that fp32 has not; weights are kept in narrower formats"
          : "`\(format.name)` holds scales, not weights")
    }
  }

  /// The question.
  func query(_ optimizer: OptimizerSettings?, stepsBefore: Int?) -> UpdateQuery {
    var query = UpdateQuery(optimizer, formats: formats.formats, randomBitCount: randomBits)
    query.arithmetic = arithmetic ?? query.arithmetic
    query.sum = sum ?? query.sum
    query.seed = seed
    query.stepsBefore = stepsBefore
    return query
  }

  /// The question about sums.
  func sumQuery(_ filter: TensorFilter?) -> SumQuery {
    SumQuery(formats: formats.formats, sum: sum ?? .exact, filter: filter ?? .all)
  }

  /// The options that differ from their defaults, as they are written on a command line.
  var words: [String] {
    (formats.formats == UpdateQuery.defaultFormats ? [] : ["--formats", formats.description])
      + (arithmetic.map { ["--arithmetic", $0.rawValue] } ?? [])
      + (sum.map { ["--sum", $0.rawValue] } ?? [])
      + (randomBits == UpdateQuery.defaultRandomBitCount ? [] : ["--random-bits", "\(randomBits)"])
      + (seed == 0 ? [] : ["--seed", "\(seed)"])
  }
}
