internal import TensorFiles

/// A limit that a histogram's bounds leave open.
public struct UndecidedLimit: Hashable, Sendable, CustomStringConvertible {
  /// What is known of the number.
  public let value: LimitRange
  /// The scale; nil for a number for all scales together.
  public let scale: LossScale?
  /// The least and the greatest that it may be compared with; the two are equal unless the
  /// baseline is in doubt, too.
  public let bounds: [ResolvedBound]
  /// With `each`, the first tensor at a step that is in doubt.
  public let entry: LimitEntry?

  init(_ value: LimitRange, _ bound: BoundRange, at scale: LossScale?, _ entry: LimitEntry?) {
    self.value = value
    self.scale = scale
    self.entry = entry
    bounds = bound.isExact ? [bound.least] : [bound.least, bound.greatest]
  }

  /// What is known, and what it does not decide.
  public var description: String {
    "the number is " + (value.isExact ? "\(value)" : "between \(value.least) and \(value.greatest)")
      + (scale.map { " at \($0)" } ?? "")
      + (entry.map { " for \($0.tensor.escapedForDisplay) at step \($0.step)" } ?? "")
      + ", and the bound " + bounds.map(\.description).joined(separator: " to ")
  }
}
