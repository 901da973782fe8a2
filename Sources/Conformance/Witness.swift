/// An implementation of one projection, under test or as its judge.
///
/// Results are values of the source's type, so that witnesses of different make
/// can be compared bit by bit.
public protocol Witness {
  /// The name in certificates, such as `reference` or `MPFR 4.2.0`.
  var name: String { get }

  /// Whether a NaN result has the sign and payload that IEEE 754 recommends.
  /// Where it has not, NaN is compared with NaN only.
  var keepsNaNPayload: Bool { get }

  /// Rounds binary32 values; both spans are of the same length.
  func round(_ source: Span<Float>, into results: inout MutableSpan<Float>)

  /// Rounds binary64 values; both spans are of the same length.
  func round(_ source: Span<Double>, into results: inout MutableSpan<Double>)
}
