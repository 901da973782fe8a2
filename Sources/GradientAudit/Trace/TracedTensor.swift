public import FloatEmulation

/// What a trace has found in one tensor at one step.
public struct TracedTensor: Sendable {
  /// Which tensor.
  public let tensor: RecordedTensor
  /// The outcomes of all its values: those that an audit counts.
  public let counts: OutcomeCounts
  /// How many values were listed.
  public let listedCount: Int
  /// Where the chosen values lie along each axis; nil unless that was asked for.
  public let slices: SliceCounts?

  /// How many values have a chosen outcome.
  public func count(of outcomes: Set<Outcome>) -> UInt64 {
    outcomes.reduce(0) { $0 + counts[$1] }
  }
}
