#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// What a cell does to the accuracy of values: one set of numbers for each usual question.
///
/// Errors are those of the rounded value against the exact product with the scale, so that
/// a scale that is taken out again changes none of them. Every number is of the *compared*
/// values: finite and not zero, with a finite result; what has overflowed is counted by an
/// audit and has no finite error. What has underflowed is compared: its result is zero.
///
/// Sums are of binary64 values in a fixed order, so that any number of threads gives the
/// same bits; their relative error is below 10^-10.
public struct ErrorMetrics: Hashable, Sendable {
  private var sums: ErrorSums

  init(_ sums: ErrorSums) { self.sums = sums }

  /// The metrics of no values.
  public init() { sums = ErrorSums() }

  /// The recorded values that are finite and not zero.
  public var finiteNonzeroCount: UInt64 { sums.finiteNonzeroCount }

  /// Those of them whose products with the scale are binary64 numbers other than zero, and
  /// whose results are finite.
  public var comparedCount: UInt64 { sums.comparedCount }

  /// The signal-to-quantisation-noise ratio in dB: `10·log10(Σx² / Σ(r - x)²)`.
  ///
  /// Infinity where no value has an error; nil where no value is compared.
  public var sqnr: Double? {
    guard comparedCount > 0 else { return nil }
    if sums.noise.value == 0 { return .infinity }
    let ratio = 10 * log10(sums.signal.value / sums.noise.value)
    let power = sums.signal.exponent - sums.noise.exponent
    return power == 0 ? ratio : ratio + 20 * log10(2) * Double(power)
  }

  /// The largest `|r - x| / |x|`, which is 1 where a value underflows; nil where no value
  /// is compared.
  public var largestRelativeError: Double? { comparedCount > 0 ? sums.largestRelative : nil }

  /// The mean of `|r - x| / |x|`; nil where no value is compared.
  public var meanRelativeError: Double? {
    comparedCount > 0 ? sums.relative / Double(comparedCount) : nil
  }

  /// The Euclidean norm of the values that underflow, as a share of that of all compared
  /// ones; nil where no value is compared.
  public var lostNorm: Double? {
    guard comparedCount > 0 else { return nil }
    let ratio = (sums.lost.value / sums.signal.value).squareRoot()
    let power = sums.lost.exponent - sums.signal.exponent
    return ratio * Double(sign: .plus, exponent: power, significand: 1)
  }

  /// The cosine of the angle between the values and their results; nil where no value is
  /// compared, or all have become zero.
  public var cosineSimilarity: Double? {
    guard comparedCount > 0, sums.result.value > 0 else { return nil }
    let cosine =
      sums.product.value / (sums.signal.value.squareRoot() * sums.result.value.squareRoot())
    let power = 2 * sums.product.exponent - sums.signal.exponent - sums.result.exponent
    return cosine * Double(sign: .plus, exponent: power, significand: 1)
  }

  /// How many compared values have an error in each of ``ulpErrorBounds``: the first of
  /// zero, the others of more than the bound before and at most their own, the last of
  /// more than 1.
  ///
  /// The unit in the last place is the format's at the exact value; below the normal range
  /// it is the least subnormal value, or what that would be.
  public var ulpErrorCounts: [UInt64] {
    let above = [comparedCount] + sums.aboveEighths
    return above.indices.map { above[$0] - ($0 + 1 < above.count ? above[$0 + 1] : 0) }
  }

  /// The upper bounds of the classes of ``ulpErrorCounts``, in ulp.
  public static let ulpErrorBounds = (0...8).map { Double($0) / 8 } + [.infinity]

  /// Adds the metrics of other values.
  ///
  /// The order matters to the last bits: add in one order.
  public mutating func merge(_ other: ErrorMetrics) { sums.merge(other.sums) }
}
