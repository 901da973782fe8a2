/// What a check has shown.
public struct ConformanceResult: Hashable, Sendable, Codable {
  /// The target format.
  public let format: String
  /// The rounding direction.
  public let direction: String
  /// The format of the inputs.
  public let source: String
  /// What the inputs were, in words.
  public let inputs: String
  /// How many inputs each witness was asked.
  public let inputCount: UInt64
  /// The witnesses, each compared with the first.
  public let witnesses: [String]
  /// How many comparisons failed.
  public let mismatchCount: UInt64
  /// At most twenty failed comparisons.
  public let examples: [String]
  /// How long it took, in seconds.
  public let seconds: Double
  /// What each witness took for one input, codes and values, on one processor.
  public let nanosecondsPerInput: [String: Double]

  init(
    format: String, direction: String, source: String, inputs: String, witnesses: [String],
    _ tally: ConformanceTally
  ) {
    self.format = format
    self.direction = direction
    self.source = source
    self.inputs = inputs
    self.witnesses = witnesses
    inputCount = tally.inputCount
    mismatchCount = tally.mismatchCount
    examples = tally.examples
    seconds = tally.seconds
    nanosecondsPerInput = tally.nanoseconds.mapValues {
      (Double($0) / Double(max(tally.inputCount, 1)) * 100).rounded() / 100
    }
  }
}
