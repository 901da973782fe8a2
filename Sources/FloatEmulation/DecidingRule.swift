/// The rule that decided what a value became.
public enum DecidingRule: String, Hashable, Sendable, CaseIterable {
  /// The format has the value.
  case exact
  /// One neighbour is nearer than the other.
  case nearer
  /// The value is the tie, and the direction breaks it.
  case tie
  /// The direction decides, however near the neighbours are.
  case direction
  /// Random bits decide.
  case chance
  /// The value is subnormal in its own format and taken for zero.
  case flushedOperand
  /// The result is subnormal in the format and taken for zero.
  case flushedResult
  /// The value is beyond the range.
  case range
  /// A zero, an infinity or a NaN goes by rules of its own.
  case special

  /// - Parameters:
  ///   - isSubnormal: Whether the value is subnormal in its own format.
  ///   - isFlushed: Whether the result would be subnormal if it were not flushed.
  init(
    _ value: Double, isSubnormal: Bool, _ projection: Projection, _ result: RoundingResult,
    isFlushed: Bool, _ place: RoundingExplanation.Place?
  ) {
    if !value.isFinite || value.isZero {
      self = .special
    } else if isSubnormal && projection.flushing.contains(.operands) {
      self = .flushedOperand
    } else if result.outcome == .overflow || place == nil {
      self = .range
    } else if result.flags.isEmpty || place?.aboveLower.isZero == true && result.value == value {
      self = .exact
    } else if isFlushed {
      self = .flushedResult
    } else {
      self = .init(projection.direction, isTie: place?.aboveTie.isZero == true)
    }
  }

  private init(_ direction: RoundingDirection, isTie: Bool) {
    switch direction {
    case .tiesToEven, .tiesToAway: self = isTie ? .tie : .nearer
    case .stochastic: self = .chance
    default: self = .direction
    }
  }
}
