public import FloatEmulation
internal import TensorFiles

/// Why a limit has no answer, which is never a limit that is kept.
public enum LimitEvaluationError: Error, Hashable, Sendable {
  /// The plan of the audit has neither the format nor a limit that names it.
  case formatNotAudited(FloatFormat)
  /// The plan of the audit has neither the scale nor a limit that names it.
  case scaleNotAudited(FloatFormat, LossScale)
  /// The limit looks at each scale of a sweep that has none.
  case noScale
  /// Nothing was audited.
  case emptyRecording(LimitSide)
  /// So many values are in shards that are missing.
  case incomplete(Int, LimitSide)
  /// No tensor's name matches the patterns.
  case noTensor(TensorFilter, LimitSide)
  /// There are tensors, but no value that the share could be a share of.
  case noValues(LimitPopulation, LimitSide)
  /// A histogram was kept without the values, and its bounds do not decide the comparison.
  case undecided(UndecidedLimit)
  /// A histogram was kept without the values, and does not tell which scale is the best.
  case bestScaleInDoubt(FloatFormat, LimitSide)
  /// The values themselves of some tensors are not at hand to be measured.
  case notMeasured(FloatFormat, LossScale, LimitSide)
  /// A tensor at a step does not tell with which loss scale it was recorded.
  case noRecordedScale(tensor: String, step: Int, LimitSide)
  /// The bound depends on a baseline, and none was given.
  case noBaseline
  /// A tensor at a step is not in the baseline or has no value there; and so many others.
  case notInBaseline(tensor: String, step: Int, others: Int)
}

/// The recording that an error is about.
public enum LimitSide: String, Hashable, Sendable {
  /// The one that is audited.
  case recording
  /// The one that it is compared with.
  case baseline
}

extension LimitEvaluationError: CustomStringConvertible {
  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .formatNotAudited(let format):
      "\(format.name) was not audited; give the limit to the plan"
    case .scaleNotAudited(let format, let scale):
      "\(format.name) was not audited at \(scale); give the limit to the plan, and a recorded "
        + "scale that is no power of two with --recorded-scale"
    case .noScale: "the sweep has no scale to look at"
    case .noRecordedScale(let tensor, let step, let side):
      "the \(side.rawValue) does not tell with which loss scale `\(tensor.escapedForDisplay)` of "
        + "step \(step) was recorded; say it with --recorded-scale, 1 for none"
    case .emptyRecording(let side): "there is no tensor in the \(side.rawValue)"
    case .incomplete(let count, let side):
      "\(count) values of the \(side.rawValue) are not counted; add the other shards"
    case .noTensor(let filter, let side):
      "no tensor of the \(side.rawValue) matches {\(filter.description.escapedForDisplay)}; "
        + (side == .recording
          ? "`fpaudit inspect` lists their names, and a ? at the end of the limit allows it"
          : "record the baseline again")
    case .noValues(let population, let side):
      "the tensors of the \(side.rawValue) that it looks at have no \(population.rawValue)"
    case .undecided(let undecided):
      "histograms do not decide: \(undecided); audit the values themselves"
    case .bestScaleInDoubt(let format, let side):
      "the histogram of the \(side.rawValue) does not tell exactly which scales are safe in "
        + "\(format.name), and so which is best; name a scale, or audit the values themselves"
    case .notMeasured(let format, let scale, let side):
      "errors of \(format.name) at \(scale) were not measured on all values of the "
        + "\(side.rawValue); audit the values themselves"
    case .noBaseline: "there is no baseline to compare with; give one with --baseline"
    case .notInBaseline(let tensor, let step, let others):
      "the baseline has no value to compare with for \(tensor.escapedForDisplay) at step \(step)"
        + (others > 0 ? " and \(others) more" : "")
        + "; record it again, or leave them out with patterns"
    }
  }
}
