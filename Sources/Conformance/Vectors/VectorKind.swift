/// Why an operand is in a conformance set.
public enum VectorKind: String, Hashable, Sendable, CaseIterable {
  /// A finite value of the target format.
  case code
  /// The source's next value below or above one of the target.
  case besideCode = "beside-code"
  /// Half-way between two adjacent values of the target.
  case tie
  /// The source's next value below or above a tie.
  case besideTie = "beside-tie"
  /// Where something begins or ends: zero, the normal range, tininess, overflow,
  /// the source's own range; with both neighbours.
  case threshold
  /// A zero.
  case zero
  /// An infinity.
  case infinity
  /// A NaN: quiet or signaling, with or without a payload.
  case nan
}
