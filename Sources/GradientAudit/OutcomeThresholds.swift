internal import FloatEmulation

/// The three magnitudes at which the outcome of a cell changes.
///
/// Rounding is monotone in the magnitude, so each outcome is an interval:
/// underflow, then subnormal, then normal, then overflow. Each threshold is the
/// least binary64 bit pattern on its upper side (`infinityBits` when no finite
/// value reaches it), so that the values of every narrower source are compared
/// exactly.
struct OutcomeThresholds: Hashable, Sendable {
  /// The least magnitude that does not become zero.
  let nonzero: UInt64
  /// The least magnitude whose result is normal, or overflows.
  let normal: UInt64
  /// The least magnitude that overflows.
  let overflow: UInt64

  static let infinityBits = Double.infinity.bitPattern

  /// Finds the thresholds of a cell for values of one sign by asking the reference.
  init(_ cell: AuditCell, _ arithmetic: ScaleArithmetic, isNegative: Bool) {
    func least(from guess: Double, where outcomes: Set<Outcome>) -> UInt64 {
      leastMagnitude(near: guess / cell.scale.value * cell.recordedScale.value) {
        outcomes.contains(cell.outcome(ofMagnitude: $0, isNegative: isNegative, arithmetic))
      }
    }
    let format = cell.projection.format
    nonzero = least(
      from: format.leastNonzeroMagnitude / 2, where: [.subnormal, .normal, .overflow])
    normal = least(
      from: format.leastNormalMagnitude * (1 - format.unitRoundoff), where: [.normal, .overflow])
    overflow = least(
      from: format.greatestFiniteMagnitude + format.ulpOfGreatest / 2, where: [.overflow])
  }
}

/// The least positive binary64 magnitude that satisfies a monotone predicate, as
/// bits; that of infinity when no finite one does.
///
/// Doubles its steps away from the guess until the answer is enclosed, then
/// bisects: two or three questions when the guess is right, never more than 128.
private func leastMagnitude(near guess: Double, where holds: (Double) -> Bool) -> UInt64 {
  let infinity = OutcomeThresholds.infinityBits
  func satisfies(_ bits: UInt64) -> Bool {
    bits >= infinity || (bits > 0 && holds(Double(bitPattern: bits)))
  }
  let start = min(max(guess.bitPattern, 1), infinity)
  var (low, high) = (start, start)  // soon: not satisfied at low, satisfied at high
  var step: UInt64 = 1
  if satisfies(start) {
    while satisfies(low) {
      high = low
      low = low > step ? low - step : 0
      step *= 2
    }
  } else {
    while !satisfies(high) {
      low = high
      high = min(high + step, infinity)
      step *= 2
    }
  }
  while high - low > 1 {
    let middle = low + (high - low) / 2
    if satisfies(middle) { high = middle } else { low = middle }
  }
  return high
}
