/// What stochastic rounding makes of a value on average: both neighbours, and how
/// many of the equally likely draws give the one farther from zero.
///
/// The exact alternative to a sample, for tests and for reports.
public struct StochasticExpectation: Hashable, Sendable {
  /// The result when the draw rounds toward zero.
  public let towardZero: RoundingResult
  /// The result when the draw rounds away from zero; the same for a value that
  /// the format has exactly.
  public let awayFromZero: RoundingResult
  /// How many of the `drawCount` draws round away from zero.
  public let awayCount: UInt64
  /// `2^N`, for N random bits.
  public let drawCount: UInt64

  /// The probability of rounding away from zero, exactly.
  public var awayProbability: Double { Double(awayCount) / Double(drawCount) }

  /// The mean result; infinite or NaN when a neighbour that can occur is.
  public var mean: Double {
    if awayCount == 0 { return towardZero.value }
    if awayCount == drawCount { return awayFromZero.value }
    return towardZero.value + (awayFromZero.value - towardZero.value) * awayProbability
  }
}

extension Projection {
  /// What stochastic rounding makes of a value on average.
  ///
  /// Zeros, infinities and NaNs, and operands that are flushed, have one result.
  ///
  /// - Returns: nil if the direction is not stochastic.
  public func expectation(of value: Double) -> StochasticExpectation? {
    guard case .stochastic(let rule) = direction else { return nil }
    let drawCount = UInt64(1) << UInt64(rule.randomBitCount)
    let isFlushed = value.isSubnormal && flushing.contains(.operands)
    let magnitude = isFlushed ? nil : ExactMagnitude(value)
    let awayCount = magnitude.map { rule.awayCount(discardedPart(of: $0)) } ?? 0
    // The greatest draw rounds away whenever any does, and the least draw only
    // when all do.
    let greatest = round(value, random: .max)
    let least = round(value, random: 0)
    return StochasticExpectation(
      towardZero: awayCount == drawCount ? greatest : least, awayFromZero: greatest,
      awayCount: awayCount, drawCount: drawCount)
  }

  /// What rounding to this format's precision cuts off.
  private func discardedPart(of magnitude: ExactMagnitude) -> DiscardedPart<UInt128> {
    let unit = format.unitExponent(at: magnitude.binaryExponent)
    return magnitude.scaled.divided(byUnit: unit).rest
  }
}
