/// Looks at the tensors of steps at the scales that scalers have come to, each scale
/// once for all of them.
struct StepAnswers {
  private let recorded: RecordedSteps
  private let thresholds: [UInt64: ScaleThresholds]
  private let countsValues: Bool

  init(_ recorded: RecordedSteps, _ cache: ScaleCache, countsValues: Bool) {
    self.recorded = recorded
    thresholds = cache.known
    self.countsValues = countsValues
  }

  /// What is known of each step, by the bit pattern of the scale.
  func answers(to runs: [ScalerRun], threadCount: Int) -> [[UInt64: StepAnswer]] {
    var asked = [Set<UInt64>](repeating: [], count: recorded.steps.count)
    for run in runs where run.answers.isEmpty {
      for row in run.rows + [run.raised].compactMap(\.self) {
        asked[row.index % asked.count].insert(row.scaleBefore.bitPattern)
      }
    }
    let scales = asked.map(Array.init)
    return ParallelMap.map(scales.count, threadCount: threadCount) { [self] place in
      answers(at: place, scales[place])
    }
  }

  private func answers(at place: Int, _ scales: [UInt64]) -> [UInt64: StepAnswer] {
    let step = recorded.steps[place]
    // Nothing to look at but where a step overflows or values are counted.
    let asked = scales.compactMap { scale in thresholds[scale].map { (scale, $0) } }
      .filter { countsValues || step.overflows($0.1) }
    let found = StepAnswers.answers(
      recorded.tensors.span, recorded.places[place], asked.map(\.1), countsValues)
    return Dictionary(uniqueKeysWithValues: zip(asked.map(\.0), found))
  }

  private static func answers(
    _ tensors: Span<TensorHistogram>, _ places: Range<Int>, _ scales: [ScaleThresholds],
    _ countsValues: Bool
  ) -> [StepAnswer] {
    var answers = [StepAnswer](
      repeating: StepAnswer(counts: countsValues ? StepCounts() : nil), count: scales.count)
    if scales.isEmpty { return answers }
    for place in places {
      for index in scales.indices {
        answers[index].add(tensors[place].histogram, at: place, scales[index])
      }
    }
    return answers
  }
}

extension StepAnswer {
  /// Adds a tensor.
  mutating func add(
    _ histogram: MagnitudeHistogram, at place: Int, _ thresholds: ScaleThresholds
  ) {
    if histogram.overflows(thresholds) { culprits.append(place) }
    counts?.add(histogram, thresholds)
  }
}

extension MagnitudeHistogram {
  /// Whether a value is not finite at a scale.
  func overflows(_ thresholds: ScaleThresholds) -> Bool {
    greatestMagnitude.bitPattern >= thresholds.overflow.magnitude || nonfiniteCount > 0
      || thresholds.spoilsZero && count > 0
  }
}
