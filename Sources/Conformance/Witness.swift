/// An implementation of one projection, under test or as its judge.
///
/// It answers whole buffers with values of the source's type, so that witnesses of
/// different make can be compared bit by bit, and with codes if it has them. All
/// spans are of the same length.
public protocol Witness {
  /// The name in certificates, such as `reference` or `MPFR 4.2.0`.
  var name: String { get }

  /// Whether codes are stored too.
  var givesCodes: Bool { get }

  /// Rounds binary32 values.
  func round(
    _ source: Span<Float>, into values: inout MutableSpan<Float>,
    codes: inout MutableSpan<UInt32>)

  /// Rounds binary64 values.
  func round(
    _ source: Span<Double>, into values: inout MutableSpan<Double>,
    codes: inout MutableSpan<UInt64>)
}
