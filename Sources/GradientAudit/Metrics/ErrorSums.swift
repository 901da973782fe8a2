/// Sums over values and their errors.
///
/// Values are divided by a power of two where their squares would leave binary64's range.
struct ErrorSums: Hashable, Sendable {
  /// The exponent of that power of two.
  var exponent = 0
  var finiteNonzeroCount: UInt64 = 0
  var comparedCount: UInt64 = 0
  /// Squares of values, of results, of errors, and of values whose results are zero.
  var signal = 0.0
  var result = 0.0
  var noise = 0.0
  var lost = 0.0
  /// Products of values and results.
  var product = 0.0
  /// Relative errors, which need no power of two.
  var relative = 0.0
  var largestRelative = 0.0
  /// How many errors are above 0, 1/8, 2/8 … 8/8 ulp.
  var aboveEighths = [UInt64](repeating: 0, count: 9)

  mutating func merge(_ other: ErrorSums) {
    var other = other
    if signal == 0 {
      exponent = other.exponent
    } else if other.signal > 0 {
      let common = max(exponent, other.exponent)
      rescale(to: common)
      other.rescale(to: common)
    }
    finiteNonzeroCount += other.finiteNonzeroCount
    comparedCount += other.comparedCount
    signal += other.signal
    result += other.result
    noise += other.noise
    lost += other.lost
    product += other.product
    relative += other.relative
    largestRelative = max(largestRelative, other.largestRelative)
    for index in aboveEighths.indices { aboveEighths[index] += other.aboveEighths[index] }
  }

  /// Divides by a larger power of two; what gets too small is nothing beside the rest.
  private mutating func rescale(to other: Int) {
    if other == exponent { return }
    let factor = Double(sign: .plus, exponent: 2 * (exponent - other), significand: 1)
    signal *= factor
    result *= factor
    noise *= factor
    lost *= factor
    product *= factor
    exponent = other
  }
}
