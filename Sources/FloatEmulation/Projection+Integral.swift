extension Projection {
  /// Rounds a value of the projection's own format to an integral value of that
  /// format (IEEE 754-2019, 5.9).
  ///
  /// The direction is the projection's: `roundToIntegralTiesToEven`,
  /// `roundToIntegralTowardZero` and so on; with `signalsInexact` it is
  /// `roundToIntegralExact`. Rounding to odd and to even means the integer's own
  /// parity. A result of zero keeps the operand's sign where zero has one.
  ///
  /// - A signaling NaN signals invalid and becomes quiet. Infinities, and values that
  ///   are integral already, become what `convert` makes of them: themselves, unless
  ///   a rule says otherwise.
  /// - Where the integral value exceeds the greatest finite one (16 in E3M4, whose
  ///   greatest value is 15.5), it overflows as any value does.
  /// - Underflow is never signalled, except for an operand that is flushed.
  ///
  /// - Parameters:
  ///   - code: A code of the format.
  ///   - signalsInexact: Whether a result that differs from the operand is inexact.
  ///   - random: 32 random bits for the stochastic direction.
  /// - Precondition: `code` has no bit outside `format.codeMask`.
  public func roundToIntegral(
    _ code: UInt64, signalsInexact: Bool = false, random: UInt32 = 0
  ) -> RoundingResult {
    guard let magnitude = magnitudeToRound(code) else { return convert(code, from: format) }
    let value = format.decode(code)
    let isNegative = value.sign == .minus
    // The operand has a fraction, so its integral part is below 2^52.
    let (whole, part) = magnitude.scaled.divided(byUnit: 0)
    let away = direction.roundsAway(
      part, isOdd: whole & 1 == 1, isNegative: isNegative, random: random)
    let integer = Double(away ? whole + 1 : whole)
    let result = unflushed.round(isNegative ? -integer : integer)
    var flags = result.flags
    if signalsInexact { flags.insert(.inexact) }
    let outcome: Outcome = integer == 0 && result.value == 0 ? .underflow : result.outcome
    return RoundingResult(result.code, in: format, outcome: outcome, flags: flags)
  }

  /// The magnitude of an operand that is finite, not integral and not flushed.
  private func magnitudeToRound(_ code: UInt64) -> ExactMagnitude? {
    if flushing.contains(.operands) && format.valueClass(of: code) == .subnormal { return nil }
    let value = format.decode(code)
    // An infinity is its own integral part.
    guard !value.isNaN, value.rounded(.towardZero) != value else { return nil }
    return ExactMagnitude(value)
  }

  /// The same projection without flushing: what it rounds is a whole number.
  private var unflushed: Projection {
    var copy = self
    copy.flushing = []
    return copy
  }
}
