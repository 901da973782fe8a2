internal import FloatEmulation
internal import TensorFiles

extension Replay {
  /// - Parameter recorded: nil for a sequence.
  init(
    projection: Projection, arithmetic: ScaleArithmetic, steps: [ReplayStep], length: Int,
    sequence: OverflowSequence?, runs: [ScalerRun], histogram: RecordingHistogram,
    recorded: RecordedSteps?, answers: [[UInt64: StepAnswer]]
  ) {
    self.init(
      projection: projection, arithmetic: arithmetic, steps: steps, length: length,
      sequence: sequence, runs: runs, sources: histogram.sources,
      elementTypes: recorded?.elementTypes ?? [],
      tensorCount: recorded?.nameCount ?? 0, unsteadyTensors: recorded?.unsteady ?? [],
      uncountedCount: histogram.elementCount - histogram.countedCount,
      unaudited: histogram.unaudited, notes: histogram.notes, warnings: histogram.warnings,
      problems: histogram.problems, answers: answers,
      recorded: recorded)
  }
}
