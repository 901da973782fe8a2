/// Counts what is lost at the scales that scalers have come to, each scale once for all of
/// them.
struct StepAnswers {
  private let recorded: RecordedSteps
  private let thresholds: [UInt64: ScaleThresholds]

  init(_ recorded: RecordedSteps, _ thresholds: [UInt64: ScaleThresholds]) {
    self.recorded = recorded
    self.thresholds = thresholds
  }

  /// What is lost at each step, by the bit pattern of the scale.
  func counts(for runs: [ScalerRun], threadCount: Int) -> [[UInt64: StepCounts]] {
    var asked = [Set<UInt64>](repeating: [], count: recorded.steps.count)
    for run in runs where run.answers.isEmpty {
      for row in run.rows + [run.raised].compactMap(\.self) {
        asked[row.index % asked.count].insert(row.scaleBefore.bitPattern)
      }
    }
    return ParallelMap.map(asked.count, threadCount: threadCount) { [self, asked] step in
      var counts: [UInt64: StepCounts] = [:]
      for scale in asked[step] {
        guard let thresholds = thresholds[scale] else { continue }
        var lost = StepCounts()
        lost.add(recorded.histograms[step], thresholds)
        counts[scale] = lost
      }
      return counts
    }
  }
}
