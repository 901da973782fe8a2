/// How large updates are, in units in the last place of the weights that they meet.
///
/// A class holds the sizes in `[2^e, 2^(e + 1))` ulp; those beyond the ends count in the
/// first and the last class. Below 2^-1 an update is lost under ties to even, but for
/// weights that are powers of two, below which units are half as large.
public struct UpdateSizes: Hashable, Sendable {
  /// The exponents of the classes.
  public static let exponents = -40...24

  /// How many updates are in each class, in the order of ``exponents``.
  public private(set) var counts = [UInt64](repeating: 0, count: exponents.count)

  /// No sizes.
  public init() {}

  /// How many updates are smaller than half a unit in the last place.
  public var belowHalf: UInt64 {
    counts.prefix(-1 - UpdateSizes.exponents.lowerBound).reduce(0, +)
  }

  /// The classes from the first to the last that hold an update.
  public var occupied: [(exponent: Int, count: UInt64)] {
    guard let first = counts.firstIndex(where: { $0 > 0 }),
      let last = counts.lastIndex(where: { $0 > 0 })
    else { return [] }
    return (first...last).map { (UpdateSizes.exponents.lowerBound + $0, counts[$0]) }
  }

  /// Counts an update of `2^exponent` ulp and more.
  @inline(__always)
  mutating func add(exponent: Int) {
    let range = UpdateSizes.exponents
    let place = min(max(exponent, range.lowerBound), range.upperBound) - range.lowerBound
    counts[place] += 1
  }

  mutating func merge(_ other: UpdateSizes) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }
}
