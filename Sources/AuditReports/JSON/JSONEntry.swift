import GradientAudit
import TensorFiles

/// One tensor at one step.
struct JSONEntry: Encodable {
  let step: Int
  let tensor: String
  let dtype: String
  let shape: [Int]
  let path: String
  /// The loss scale that was in the recorded values, and is undone.
  let recordedScale: Double?
  let values: JSONTally

  init(_ entry: AuditEntry, _ plan: AuditPlan) {
    step = entry.step
    tensor = entry.tensor
    dtype = entry.elementType.name
    shape = entry.shape
    path = entry.path
    recordedScale = entry.recordedScale?.value
    values = JSONTally(entry.tally, plan)
  }
}

/// One tensor over all its steps.
struct JSONTensor: Encodable {
  let tensor: String
  let stepCount: Int
  let values: JSONTally

  init(_ rollup: TensorRollup, _ plan: AuditPlan) {
    tensor = rollup.tensor
    stepCount = rollup.stepCount
    values = JSONTally(rollup.tally, plan)
  }
}

/// One step over all its tensors.
struct JSONStep: Encodable {
  let step: Int
  let values: JSONTally

  init(_ rollup: StepRollup, _ plan: AuditPlan) {
    step = rollup.step
    values = JSONTally(rollup.tally, plan)
  }
}

/// A tensor that was left out.
struct JSONUnaudited: Encodable {
  let step: Int
  let tensor: String
  let dtype: String
  let path: String

  init(_ tensor: UnauditedTensor) {
    step = tensor.step
    self.tensor = tensor.tensor
    dtype = tensor.elementType.name
    path = tensor.path
  }
}

/// A warning or a problem.
struct JSONProblem: Encodable {
  let code: String
  let path: String
  let tensor: String?
  let byteOffset: UInt64?
  let what: String
  let remedy: String?

  init(_ error: TensorFileError) {
    code = error.code.rawValue
    path = error.path
    tensor = error.tensor
    byteOffset = error.byteOffset
    what = error.what
    remedy = error.remedy
  }
}
