public import FloatEmulation
public import TensorFiles

/// What scalers do with a stream of steps.
public struct Replay: Sendable {
  /// The format that scaled gradients are stored in, with its rules.
  public let projection: Projection
  /// How a value is scaled.
  public let arithmetic: ScaleArithmetic
  /// The stream: the steps of a recording, or of a sequence.
  public let steps: [ReplayStep]
  /// How many steps are replayed; beyond the end of the stream it begins again.
  public let length: Int
  /// The sequence that was replayed; nil for a recording.
  public let sequence: OverflowSequence?
  /// Each scaler's steps, in the order that was asked for.
  public internal(set) var runs: [ScalerRun]
  /// The paths that were recorded.
  public let sources: [String]
  /// The types of the recorded values, by name.
  public let elementTypes: [String]
  /// The number of different tensors.
  public let tensorCount: Int
  /// Tensors that are not there at every step, with the number of their steps, by name.
  public let unsteadyTensors: [(name: String, stepCount: Int)]
  /// How many values are not counted, since shards of the recording are missing.
  public let uncountedCount: Int
  /// Tensors of types without rounding, which are left out.
  public let unaudited: [UnauditedTensor]
  /// What a reader has to know of where the values come from.
  public let notes: [ProvenanceNote]
  /// What could be read but looks wrong.
  public let warnings: [TensorFileError]
  /// What could not be read; everything else was replayed all the same.
  public let problems: [TensorFileError]
  /// The thresholds of every scale, by its bit pattern.
  let thresholds: [UInt64: ScaleThresholds]
  /// The tensors; nil for a sequence.
  let recorded: RecordedSteps?

  /// The number of the step at an index.
  public func step(at index: Int) -> ReplayStep { steps[index % steps.count] }

  /// The tensors that make a row overflow, in the order of their names.
  public func culprits(of row: ReplayRow, _ run: ScalerRun) -> [String] {
    guard row.overflows, let recorded else { return [] }
    return places(of: row, run, recorded).map { recorded.name(of: $0) }
  }

  private func places(
    of row: ReplayRow, _ run: ScalerRun, _ recorded: RecordedSteps
  ) -> [Int] {
    if !run.culprits.isEmpty { return run.culprits[row.index] }
    guard let thresholds = thresholds[row.scaleBefore.bitPattern] else { return [] }
    return recorded.culprits(ofStep: row.index % steps.count, thresholds)
  }

  /// What becomes of the values of a step; nil if there are none, or where that was not
  /// asked for.
  ///
  /// - Precondition: The row is one of the run's, or the one on which its stack raises.
  public func counts(of row: ReplayRow, _ run: ScalerRun) -> StepCounts? {
    run.counts.isEmpty ? nil : run.counts[row.index]
  }

  /// Whether there are values, and it was asked what becomes of them.
  public var hasCounts: Bool {
    sequence == nil
      && runs.allSatisfy { run in run.rows.first.map { counts(of: $0, run) != nil } ?? true }
  }

  /// What a scaler loses of all values; nil for a sequence, or where that was not asked
  /// for.
  public func losses(of run: ScalerRun) -> ReplayLosses? {
    var losses = ReplayLosses()
    for row in run.rows {
      guard let counts = counts(of: row, run) else { return nil }
      losses.add(step(at: row.index), counts, isSkipped: row.isSkipped)
    }
    return losses
  }

  /// Whether all counts are known, and not bounds.
  public var isExact: Bool { runs.allSatisfy { $0.counts.allSatisfy(\.isExact) } }
}
