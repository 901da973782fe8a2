import FloatEmulation
import GradientAudit

/// A precision plan as JSON of the schema `fpaudit.plan/1`, with the windows behind it.
///
/// A member that does not apply is left out. The schema only grows.
public struct AdviceJSON {
  private let context: AdviceContext
  private let line = JSONLine()

  /// The name of the schema.
  public static let schema = "fpaudit.plan/1"

  /// Prepares the report.
  public init(_ context: AdviceContext) { self.context = context }

  /// Writes one line at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let generator = JSONGenerator(version: context.version, command: context.command)
    try sink("{\n\"schema\": \(line.encoded(AdviceJSON.schema)),\n")
    try sink("\"generator\": \(line.encoded(generator)),\n")
    try sink("\"title\": \(line.encoded(context.title)),\n")
    try sink("\"recording\": \(line.encoded(context.audit.sources.joined(separator: ", "))),\n")
    try sink("\"tolerance\": \(line.encoded(JSONShare(context.audit.plan.tolerance))),\n")
    try sink("\"formats\": [")
    for (index, advice) in context.advice.enumerated() {
      try sink((index > 0 ? ",\n" : "\n") + "{\"advice\": \(line.encoded(JSONAdvice(advice))),\n")
      try sink("\"tensors\": [")
      for (place, assignment) in context.plans[index].assignments.enumerated() {
        let tensor = JSONAssignment(
          assignment, context.plans[index], advice.tensorScales.tensors[place])
        try sink((place > 0 ? ",\n" : "\n") + line.encoded(tensor))
      }
      try sink("\n]}")
    }
    try sink("\n]\n}\n")
  }
}

/// What is advised for one format.
private struct JSONAdvice: Encodable {
  let format: String
  let wholeRun: JSONWindow
  let everyStep: JSONWindow
  let everyTensor: JSONWindow
  let steps: [JSONStepWindow]
  /// The exponent of the one scale, and in which sense it is safe.
  let fixedExponent: Int?
  let fixedBasis: String?
  /// Powers of two before the first overflow.
  let fixedHeadroom: Int?
  let initialExponent: Int?
  let growthInterval: Int?
  let bindingStep: Int?
  let currentScaling: JSONCounts
  let delayedScaling: JSONCounts
  let delayedOverflowCount: Int
  let historyLength: Int
  let margin: Int
  /// The tensors that pull apart, where no scale serves all.
  let needsGreatestScale: JSONConflictSide?
  let overflowsFirst: JSONConflictSide?

  init(_ advice: FormatAdvice) {
    format = advice.format.name
    historyLength = advice.tensorScales.scaling.historyLength
    margin = advice.tensorScales.scaling.margin
    needsGreatestScale = advice.conflict.map { JSONConflictSide($0.small) }
    overflowsFirst = advice.conflict.map { JSONConflictSide($0.large) }
    wholeRun = JSONWindow(advice.wholeRun)
    everyStep = JSONWindow(advice.everyStep)
    everyTensor = JSONWindow(advice.everyEntry)
    steps = advice.steps.map { JSONStepWindow($0) }
    fixedExponent = advice.fixedScale?.exponent
    fixedBasis = advice.fixedScale?.basis.rawValue
    fixedHeadroom = advice.fixedScale?.headroom
    initialExponent = advice.dynamicScaler?.initialExponent
    growthInterval = advice.dynamicScaler?.growthInterval
    bindingStep = advice.dynamicScaler?.bindingStep
    currentScaling = JSONCounts(advice.tensorScales.current)
    delayedScaling = JSONCounts(advice.tensorScales.delayed)
    delayedOverflowCount = advice.tensorScales.delayedOverflowCount
  }
}

/// A tensor at a step, and the exponent of the scale that is its limit; left out where no
/// scale at all is.
private struct JSONConflictSide: Encodable {
  let tensor: String
  let step: Int
  let exponent: Int?

  init(_ side: ScaleConflict.Side) {
    (tensor, step, exponent) = (side.tensor, side.step, side.exponent)
  }
}

/// The safe scales of one step.
private struct JSONStepWindow: Encodable {
  let step: Int
  let window: JSONWindow
  let everyTensor: JSONWindow

  init(_ step: StepWindow) {
    self.step = step.step
    window = JSONWindow(step.window)
    everyTensor = JSONWindow(step.windowOfEveryTensor)
  }
}

/// What one tensor gets.
private struct JSONAssignment: Encodable {
  let tensor: String
  let format: String
  /// The exponent of the scale; left out where none is needed, in fp32.
  let exponent: Int?
  /// `shared`, `own` or `single`.
  let choice: String
  let window: JSONWindow
  let counts: JSONCounts?
  /// The least and the greatest exponent of a scale of its own at a step; left out where no
  /// value is finite and not zero.
  let leastOwnExponent: Int?
  let greatestOwnExponent: Int?
  /// At how many steps a scale of the steps before overflows.
  let delayedOverflowCount: Int

  init(
    _ assignment: PrecisionPlan.Assignment, _ plan: PrecisionPlan,
    _ scales: TensorScaleAdvice.Tensor
  ) {
    leastOwnExponent = scales.exponents?.lowerBound
    greatestOwnExponent = scales.exponents?.upperBound
    delayedOverflowCount = scales.delayedOverflowCount
    tensor = assignment.tensor
    window = JSONWindow(assignment.window)
    counts = assignment.counts.map { JSONCounts($0) }
    switch assignment.choice {
    case .shared: (format, exponent, choice) = (plan.format.name, plan.sharedExponent, "shared")
    case .own(let own): (format, exponent, choice) = (plan.format.name, own, "own")
    case .single: (format, exponent, choice) = (FloatFormat.binary32.name, nil, "single")
    }
  }
}
