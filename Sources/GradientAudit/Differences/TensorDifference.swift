/// One tensor in two recordings.
public struct TensorDifference: Hashable, Sendable {
  /// What became of it.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// A greater share is lost.
    case worse
    /// A smaller share is lost.
    case better
    /// The same share is lost.
    case same
    /// Only the second recording has it.
    case new
    /// Only the first recording has it.
    case missing
  }

  /// The tensor's name.
  public let tensor: String
  /// The step; nil for all steps together.
  public let step: Int?
  /// What became of its values in the first recording; nil where it is not there.
  public let before: OutcomeCounts?
  /// What became of its values in the second recording; nil where it is not there.
  public let after: OutcomeCounts?

  /// By how much the lost share changed; nil where one recording has no such tensor.
  public var change: ShareChange? {
    guard let before, let after else { return nil }
    return ShareChange(from: before.lost, to: after.lost)
  }

  /// What became of it.
  public var kind: Kind {
    guard let change else { return before == nil ? .new : .missing }
    return change.isZero ? .same : change.isIncrease ? .worse : .better
  }
}
