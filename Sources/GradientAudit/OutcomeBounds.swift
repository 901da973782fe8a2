/// The least and the greatest that the count of each outcome can be.
public struct OutcomeBounds: Hashable, Sendable {
  /// Each outcome's least count; their sum is less than the number of values.
  public let least: OutcomeCounts
  /// Each outcome's greatest count.
  public let greatest: OutcomeCounts

  /// - Parameter recorded: The outcomes that do not depend on the cell.
  init(_ ends: OutcomeEnds, _ recorded: OutcomeCounts, _ finiteNonzero: UInt64) {
    let (nonzero, normal, overflow) = (ends.nonzero, ends.normal, ends.overflow)
    var (least, greatest) = (recorded, recorded)
    (least.underflow, greatest.underflow) = (nonzero.least, nonzero.greatest)
    (least.subnormal, greatest.subnormal) = between(nonzero, normal)
    (least.normal, greatest.normal) = between(normal, overflow)
    (least.overflow, greatest.overflow) = between(overflow, CountBounds(finiteNonzero))
    (self.least, self.greatest) = (least, greatest)
  }

  /// Counts that are known.
  init(_ counts: OutcomeCounts) { (least, greatest) = (counts, counts) }
}

/// How many values there are between two ends.
private func between(_ low: CountBounds, _ high: CountBounds) -> (least: UInt64, greatest: UInt64) {
  (high.least - min(low.greatest, high.least), high.greatest - low.least)
}

/// How many values lie below each of the places where the outcome of a cell changes.
struct OutcomeEnds: Hashable, Sendable {
  let nonzero: CountBounds
  let normal: CountBounds
  let overflow: CountBounds

  /// Whether nothing is in doubt.
  var areExact: Bool {
    [nonzero, normal, overflow].allSatisfy { $0.least == $0.greatest }
  }

  /// The counts where whatever is in doubt is lost: to underflow, to subnormal values,
  /// or else to overflow.
  var lossy: (nonzero: UInt64, normal: UInt64, overflow: UInt64) {
    let normal = max(normal.greatest, nonzero.greatest)
    return (nonzero.greatest, normal, max(overflow.least, normal))
  }
}
