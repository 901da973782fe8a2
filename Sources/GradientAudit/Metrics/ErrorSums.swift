/// Sums over values and their errors.
struct ErrorSums: Hashable, Sendable {
  var finiteNonzeroCount: UInt64 = 0
  var comparedCount: UInt64 = 0
  /// Squares of values, of results, of errors, and of values whose results are zero.
  var signal = ScaledSum()
  var result = ScaledSum()
  var noise = ScaledSum()
  var lost = ScaledSum()
  /// Products of values and results.
  var product = ScaledSum()
  /// Relative errors, which need no power of two.
  var relative = 0.0
  var largestRelative = 0.0
  /// How many errors are above 0, 1/8, 2/8 … 8/8 ulp.
  var aboveEighths = [UInt64](repeating: 0, count: 9)

  mutating func merge(_ other: ErrorSums) {
    finiteNonzeroCount += other.finiteNonzeroCount
    comparedCount += other.comparedCount
    signal.merge(other.signal)
    result.merge(other.result)
    noise.merge(other.noise)
    lost.merge(other.lost)
    product.merge(other.product)
    relative += other.relative
    largestRelative = max(largestRelative, other.largestRelative)
    for index in aboveEighths.indices { aboveEighths[index] += other.aboveEighths[index] }
  }
}
