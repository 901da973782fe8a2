/// What becomes of the values with one binary exponent.
public struct ExponentOutcomes: Hashable, Sendable {
  /// `floor(log2 |x|)` of the recorded values.
  public let exponent: Int
  /// Their outcomes; none is zero, infinite or NaN as recorded.
  public var counts = OutcomeCounts()
}
