/// What becomes of means of gradients that are summed in one format.
///
/// A gradient is rounded to the format first, then each quotient and each sum, ties to even;
/// gradients are added one after the other. The mean in FP32 is made in the same order.
public struct SumCounts: Hashable, Sendable {
  /// The means.
  public internal(set) var count: UInt64 = 0
  /// Where a gradient or the mean in FP32 is infinite or NaN; these are not among the means
  /// that are counted below.
  public internal(set) var nonfinite: UInt64 = 0
  /// Gradients other than zero that were added to a finite sum, of each mean up to the first
  /// gradient that is infinite or NaN.
  public internal(set) var additions: UInt64 = 0
  /// Those that left the sum as it was.
  public internal(set) var absorbed: UInt64 = 0
  /// Means that are infinite or NaN in the format, though the one in FP32 is not when it is
  /// rounded to it.
  public internal(set) var overflow: UInt64 = 0
  /// Means that are zero in the format, though the one in FP32 is not.
  public internal(set) var vanished: UInt64 = 0
  /// Means that are not the one in FP32 rounded to the format; overflow is among them.
  public internal(set) var differing: UInt64 = 0
  /// Those that are more than a unit in the last place away from the one in FP32.
  public internal(set) var aboveUlp: UInt64 = 0

  /// Nothing.
  public init() {}

  mutating func merge(_ other: SumCounts) {
    count += other.count
    nonfinite += other.nonfinite
    additions += other.additions
    absorbed += other.absorbed
    overflow += other.overflow
    vanished += other.vanished
    differing += other.differing
    aboveUlp += other.aboveUlp
  }
}
