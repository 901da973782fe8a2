/// Which of the two neighbouring values of a format an inexact result becomes
/// (IEEE 754-2019, 4.3).
public enum RoundingDirection: String, Hashable, Sendable, CaseIterable {
  /// To the nearer one; a tie goes to the one whose last significand bit is
  /// zero. The default of IEEE 754 and of every framework (RNE).
  case tiesToEven

  /// Whether the significand must grow by one.
  ///
  /// - Parameters:
  ///   - rest: What was cut off, as a part of one unit in the last place.
  ///   - isOdd: Whether the last bit that was kept is one.
  func roundsAway(_ rest: DiscardedPart, isOdd: Bool) -> Bool {
    switch self {
    case .tiesToEven: rest == .aboveHalf || (rest == .half && isOdd)
    }
  }
}
