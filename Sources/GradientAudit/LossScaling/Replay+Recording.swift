internal import FloatEmulation
internal import TensorFiles

extension Replay {
  /// The replay of a recording.
  ///
  /// - Parameter thresholds: Those of every scale, by its bit pattern.
  init(
    projection: Projection, arithmetic: ScaleArithmetic, length: Int, runs: [ScalerRun],
    material: ReplayMaterial, thresholds: [UInt64: ScaleThresholds]
  ) {
    let (histogram, recorded) = (material.histogram, material.recorded)
    self.init(
      projection: projection, arithmetic: arithmetic, steps: recorded.steps, length: length,
      sequence: nil, runs: runs, sources: histogram.sources,
      elementTypes: recorded.elementTypes, tensorCount: recorded.nameCount,
      unsteadyTensors: recorded.unsteady,
      uncountedCount: recorded.provenance.elementCount - recorded.provenance.countedCount,
      unaudited: histogram.unaudited,
      notes: histogram.notes(recorded.provenance, replicas: material.replicas),
      warnings: histogram.warnings, problems: histogram.problems,
      thresholds: thresholds, recorded: recorded)
  }

  /// The replay of a sequence.
  init(
    projection: Projection, arithmetic: ScaleArithmetic, length: Int, runs: [ScalerRun],
    sequence: OverflowSequence
  ) {
    self.init(
      projection: projection, arithmetic: arithmetic,
      steps: sequence.overflows.indices.map(ReplayStep.init(number:)), length: length,
      sequence: sequence, runs: runs, sources: [], elementTypes: [], tensorCount: 0,
      unsteadyTensors: [], uncountedCount: 0, unaudited: [], notes: [], warnings: [],
      problems: [], thresholds: [:], recorded: nil)
  }
}
