/// How the scale of a tensor follows from its greatest magnitudes at steps before, as
/// NVIDIA's Transformer Engine's `DelayedScaling` with `amax_compute_algo="max"` has it.
///
/// The parameters' defaults are that class's. Its scale is `FP8_MAX / amax / 2^margin`;
/// here it is the greatest power of two that does not exceed what a rounded value bears,
/// so that a scale never changes a significand.
public struct DelayedScaling: Hashable, Sendable {
  /// How many recorded steps before count; a recording of every tenth step has a history of
  /// every tenth step.
  public let historyLength: Int
  /// The powers of two that are kept free besides.
  public let margin: Int

  /// The most that either can be.
  public static let limit = 1_000_000

  /// - Precondition: A history of at least 1, a margin of at least 0, neither above
  ///   ``limit``.
  public init(historyLength: Int = 1024, margin: Int = 0) {
    precondition((1...DelayedScaling.limit).contains(historyLength), "no history")
    precondition((0...DelayedScaling.limit).contains(margin), "no margin")
    self.historyLength = historyLength
    self.margin = margin
  }

  /// The exponent of a scale with the margin, within the powers of two that are looked at.
  func exponent(_ room: Int) -> Int {
    max(room - margin, AuditPlan.windowExponents.lowerBound)
  }
}
