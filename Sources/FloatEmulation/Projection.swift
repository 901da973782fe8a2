/// A format together with the rules that bring a real number into it.
///
/// IEEE P3109 calls the composition of rounding, saturation and encoding a
/// projection. Overflow follows the format's own standard: infinity, or NaN
/// where there is no infinity. Subnormals are gradual.
public struct Projection: Hashable, Sendable {
  /// The target format.
  public let format: FloatFormat
  /// The rounding direction.
  public let direction: RoundingDirection

  /// Creates a projection.
  public init(_ format: FloatFormat, direction: RoundingDirection = .tiesToEven) {
    self.format = format
    self.direction = direction
  }
}
