public import TensorFiles

/// The answer: what each format does to each tensor of a recording, at every
/// step and scale that the plan asks for.
public struct Audit: Sendable {
  /// What was asked.
  public let plan: AuditPlan
  /// The paths that were recorded, as they were given; a histogram file stands for the
  /// paths that it was made from.
  public let sources: [String]
  /// How many values of the recording are not counted, since shards of it are missing.
  public let uncountedCount: Int
  /// Every audited tensor at every step, by step and then by name.
  public let entries: [AuditEntry]
  /// Every tensor over all its steps, by name.
  public let tensors: [TensorRollup]
  /// Every step over all its tensors, ascending.
  public let steps: [StepRollup]
  /// All values of the recording.
  public let total: Tally
  /// Tensors that were left out because their type has no rounding to audit,
  /// such as integers, by step and name.
  public let unaudited: [UnauditedTensor]
  /// The paths of files in the recording's directories that are of other kinds,
  /// and were not read.
  public let ignored: [String]
  /// What a reader has to know of where the values come from.
  public let notes: [ProvenanceNote]
  /// What could be read but looks wrong, such as a recording that was cut.
  public let warnings: [TensorFileError]
  /// What could not be read; everything else was audited all the same.
  public internal(set) var problems: [TensorFileError]
  /// The errors that limits of the plan look at.
  var errors = MeasuredErrors()
}

extension Audit {
  /// The cells of the sweep in which the outcomes of some values are not known, in the
  /// order of the plan: none but where a histogram file was asked for a scale that is no
  /// power of two, or for a format of an unusual range.
  ///
  /// See ``Tally/outcomeBounds(projection:scale:)``.
  public var doubtfulCells: [AuditCell] {
    if plan.isAnsweredByHistograms { return [] }
    return plan.projections.indices.flatMap { projection in
      plan.scales.indices.filter { scale in
        entries.contains { $0.tally.outcomeBounds(projection: projection, scale: scale) != nil }
      }.map { AuditCell(plan.projections[projection], at: plan.scales[$0]) }
    }
  }
}

/// One tensor at one step.
public struct AuditEntry: Sendable {
  /// The step number; 0 where the path has none.
  public let step: Int
  /// The tensor's name.
  public let tensor: String
  /// The type of the stored elements.
  public let elementType: ElementType
  /// The tensor's shape; empty for a single value.
  public let shape: [Int]
  /// The file that holds it.
  public let path: String
  /// The loss scale that was in the recorded values, and is undone; nil where none is known.
  public let recordedScale: LossScale?
  /// Its values, without the recorded scale.
  public let tally: Tally
}

/// One tensor over all steps.
public struct TensorRollup: Sendable {
  /// The tensor's name.
  public let tensor: String
  /// At how many steps it was recorded.
  public let stepCount: Int
  /// Its values at all steps together.
  public let tally: Tally
}

/// One step over all tensors.
public struct StepRollup: Sendable {
  /// The step number.
  public let step: Int
  /// The values of all its tensors together.
  public let tally: Tally
}

/// A tensor that was read but left out.
public struct UnauditedTensor: Hashable, Sendable {
  /// The step number; 0 where the path has none.
  public let step: Int
  /// The tensor's name.
  public let tensor: String
  /// The type of its elements, as its file names it.
  public let elementType: ElementType
  /// The file that holds it.
  public let path: String

  /// Names a tensor that is left out.
  public init(step: Int, tensor: String, elementType: ElementType, path: String) {
    self.step = step
    self.tensor = tensor
    self.elementType = elementType
    self.path = path
  }
}
