/// A format together with the rules that bring a real number into it.
///
/// IEEE P3109 calls the composition of rounding, saturation and encoding a
/// projection. A value is rounded to the format's precision as though the
/// exponent had no upper end, brought into range by the overflow rule, and
/// encoded: once, never through another format.
public struct Projection: Hashable, Sendable {
  /// The target format.
  public var format: FloatFormat
  /// The rounding direction.
  public var direction: RoundingDirection
  /// What becomes of values beyond the format's range.
  public var overflow: OverflowRule
  /// Which subnormal values are taken for zero.
  public var flushing: SubnormalFlushing
  /// What becomes of NaNs.
  public var nan: NaNRule
  /// When a result counts as tiny, for the underflow flag.
  public var tininess: Tininess

  /// Creates a projection; the defaults are IEEE 754's.
  public init(
    _ format: FloatFormat,
    direction: RoundingDirection = .tiesToEven,
    overflow: OverflowRule = .standard,
    flushing: SubnormalFlushing = [],
    nan: NaNRule = .quiet,
    tininess: Tininess = .afterRounding
  ) {
    self.format = format
    self.direction = direction
    self.overflow = overflow
    self.flushing = flushing
    self.nan = nan
    self.tininess = tininess
  }
}
