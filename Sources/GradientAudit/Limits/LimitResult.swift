/// What became of a limit.
public struct LimitResult: Hashable, Sendable {
  /// The limit.
  public let limit: Limit
  /// What was found; nil where no tensor fell under a limit that allows that.
  public let measurement: LimitMeasurement?

  /// Whether the limit failed.
  public var isBreached: Bool { measurement?.isBreached ?? false }
}

/// What a limit found in a recording.
///
/// Where it looks at each scale of a sweep, the numbers are those of the worst scale.
public struct LimitMeasurement: Hashable, Sendable {
  /// Whether the limit failed.
  public let isBreached: Bool
  /// The number; with `each`, that of the worst tensor at a step.
  ///
  /// Where only a range is known, the end of it that is next to the bound: the number is
  /// as far from the bound, or further.
  public let value: LimitValue
  /// What is known of the number.
  public let range: LimitRange
  /// What it was compared with.
  public let bound: ResolvedBound
  /// The scale; nil for a number for all scales together.
  public let scale: LossScale?
  /// The tensor and step with the worst number of its own.
  public let worst: LimitEntry
  /// With `each`, every tensor at every step, and at every scale, that fails for certain;
  /// the worst first.
  ///
  /// Empty for the other aggregations.
  public internal(set) var breaches: [LimitEntry]
  /// How many tensors were looked at.
  public let tensorCount: Int
  /// How many tensors at steps were looked at.
  public let entryCount: Int
  /// How many of them had no value that a share could be a share of.
  public let omittedCount: Int

  /// How far the number is from the bound: the headroom of a limit that is kept, the
  /// excess of one that failed.
  public var margin: LimitMargin { LimitMargin(value, bound.fraction) }
}

/// A bound as a number.
public struct ResolvedBound: Hashable, Sendable, CustomStringConvertible {
  /// The number.
  public let fraction: Fraction
  /// The baseline's number, where the bound depends on it; the end of its range that is
  /// next to what is compared.
  public let baseline: LimitValue?
  /// What is known of the baseline's number.
  public let baselineRange: LimitRange?
  /// The scale of the baseline's number.
  public let baselineScale: LossScale?
  let unit: LimitUnit
  /// A literal bound as it is written.
  let literal: String?

  /// The bound as it is written, or as ``LimitValue/description`` writes numbers where it
  /// depends on a baseline.
  public var description: String { literal ?? LimitNumberText.text(fraction, unit) }
}

/// The number of one tensor at one step.
public struct LimitEntry: Hashable, Sendable {
  /// The step.
  public let step: Int
  /// The tensor's name.
  public let tensor: String
  /// The scale; nil for a number for all scales together.
  public let scale: LossScale?
  /// The number; where only a range is known, the worse end of it.
  public let value: LimitValue
  /// What is known of the number.
  public let range: LimitRange
}
