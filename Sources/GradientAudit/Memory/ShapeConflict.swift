internal import TensorFiles

/// A tensor that has one shape at a step and another at another, so that it cannot be the
/// gradient of one parameter.
public struct ShapeConflict: Error, Hashable, Sendable, CustomStringConvertible {
  /// A step with a shape.
  public struct Side: Hashable, Sendable {
    /// The step number.
    public let step: Int
    /// The extents; empty for a single number.
    public let shape: [Int]
    /// The file that has it.
    public let path: String
  }

  /// The tensor's name.
  public let tensor: String
  /// Where it was met first.
  public let first: Side
  /// The first that differs.
  public let other: Side

  /// What is wrong, where, and what to do.
  public var description: String {
    "\(other.path.escapedForDisplay): tensor `\(tensor.escapedForDisplay)`: "
      + "\(ShapeConflict.words(other)), \(ShapeConflict.words(first)) in "
      + "\(first.path.escapedForDisplay); it is left out: give the recordings of different models "
      + "one at a time"
  }

  private static func words(_ side: Side) -> String {
    "[\(side.shape.map(String.init).joined(separator: ", "))] at step \(side.step)"
  }
}
