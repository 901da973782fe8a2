public import FloatEmulation

/// What a format does to two recordings, at one scale each.
public struct CellDifference: Sendable {
  /// The format.
  public let format: FloatFormat
  /// The scale of the first recording.
  public let scaleBefore: LossScale
  /// The scale of the second recording.
  public let scaleAfter: LossScale
  /// What becomes of all values of the first recording.
  public let before: OutcomeCounts
  /// What becomes of all values of the second recording.
  public let after: OutcomeCounts
  /// Every tensor of either recording: what became worse, most of all first, then what
  /// is the same, then what became better, least of all first; then what is in one
  /// recording only.
  public let tensors: [TensorDifference]
  /// Whether all counts are exact.
  ///
  /// Where a kept histogram does not tell what becomes of a value, it counts as lost.
  public let isExact: Bool

  /// How many tensors met each fate.
  public func count(_ kind: TensorDifference.Kind) -> Int { tensors.count { $0.kind == kind } }
}
