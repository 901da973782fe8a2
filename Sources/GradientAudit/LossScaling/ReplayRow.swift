/// What a scaler does at one step.
public struct ReplayRow: Hashable, Sendable {
  /// The place in the stream, from 0 on.
  public let index: Int
  /// The scale that multiplies the loss.
  public let scaleBefore: Double
  /// Whether a scaled gradient is not finite.
  public let overflows: Bool
  /// Whether the optimizer's step is left out.
  public let isSkipped: Bool
  /// The scale that is decided on; where a change is used late, not yet that of the next
  /// step.
  public let scaleAfter: Double
}
