internal import FloatEmulation

/// All scalers with one scale, on their way through the steps of a recording.
///
/// A step is not kept once they have taken it, unless the stream is to begin again.
struct ReplayCourse {
  /// The thresholds of every scale that was come to.
  let cache: ScaleCache
  private var courses: [ScalerCourse]
  private let length: ReplayLength
  private let countsValues: Bool
  /// The most steps of a replay.
  private let limit: Int
  /// The steps that were taken.
  private var stepCount = 0
  /// The sums of the steps of the stream, where it may begin again.
  private var histograms: [MagnitudeHistogram] = []

  /// - Parameter innerCuts: Those that the histograms know, ascending.
  init(_ query: Replayer.Query, innerCuts: [UInt64]) {
    cache = ScaleCache(Projection(query.format), query.arithmetic, innerCuts: innerCuts)
    courses = query.scalers.map(ScalerCourse.init)
    length = query.length
    countsValues = query.countsValues
    let limit = Replayer.rowLimit / max(1, query.scalers.count)
    if case .steps(let count) = length {
      self.limit = min(count, limit)
    } else {
      self.limit = limit
    }
  }

  /// What each scaler has done; nothing for one with a scale for each tensor.
  var runs: [ScalerRun] { courses.map(\.run) }

  /// Takes the next step of the stream.
  ///
  /// - Parameter histogram: The sum of its tensors.
  mutating func take(_ step: ReplayStep, _ histogram: MagnitudeHistogram) {
    if countsValues, length != .times(1) { histograms.append(histogram) }
    takeNext(step, histogram)
  }

  /// Goes on from the beginning of the stream.
  ///
  /// - Parameters:
  ///   - stepCount: How many steps there are then.
  ///   - steps: Those of the stream.
  mutating func goOn(to stepCount: Int, _ steps: [ReplayStep]) {
    while self.stepCount < min(stepCount, limit) {
      let place = self.stepCount % steps.count
      let histogram = countsValues ? histograms[place] : MagnitudeHistogram()
      takeNext(steps[place], histogram)
    }
  }

  private mutating func takeNext(_ step: ReplayStep, _ histogram: MagnitudeHistogram) {
    guard stepCount < limit else { return }
    stepCount += 1
    // Many scalers have come to the same scale.
    var known: [(scale: UInt64, lost: StepCounts)] = []
    for index in courses.indices {
      guard let scale = courses[index].scale else { continue }
      let thresholds = cache.thresholds(at: scale)
      var lost = known.first { $0.scale == scale.bitPattern }?.lost
      if countsValues, lost == nil {
        let counts = StepCounts(of: histogram, thresholds)
        known.append((scale.bitPattern, counts))
        lost = counts
      }
      let finding = StepFinding(
        overflows: step.overflows(thresholds), greatestMagnitude: step.greatestMagnitude)
      courses[index].take(finding, lost)
    }
  }
}
