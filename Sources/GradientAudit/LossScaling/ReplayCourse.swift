internal import FloatEmulation

/// Scalers with one scale, on their way through the steps of a recording.
///
/// A step is not kept once they have taken it, unless the stream may begin again.
struct ReplayCourse {
  /// The thresholds of every scale that was come to.
  let cache: ScaleCache
  /// One for each scaler; that of one with a scale for each tensor takes no step.
  private var courses: [ScalerCourse]
  private let countsValues: Bool
  /// How many steps of the stream are taken at most: with more it is too long.
  private let limit: Int
  /// Whether a stream with no more steps than these may begin again.
  private let repeats: Bool
  /// The steps that were taken.
  private var stepCount = 0
  /// The sums of the steps of the stream, where it may begin again.
  private var histograms: [MagnitudeHistogram] = []
  /// What is lost of a step at each scale that a scaler has come to.
  private var known: [(scale: UInt64, lost: StepCounts)] = []

  /// - Parameter innerCuts: Those that the histograms know, ascending.
  init(_ query: Replayer.Query, innerCuts: [UInt64]) {
    cache = ScaleCache(Projection(query.format), query.arithmetic, innerCuts: innerCuts)
    courses = query.scalers.map(ScalerCourse.init)
    countsValues = query.countsValues
    let most = Replayer.rowLimit / max(1, query.scalers.count)
    switch query.length {
    case .times(let times): limit = times > 0 ? most / times : 0
    case .steps(let count): limit = min(count, most)
    }
    repeats = query.length != .times(1) && courses.contains { $0.scale != nil }
  }

  /// What each scaler has done; nothing for one with a scale for each tensor.
  var runs: [ScalerRun] { courses.map(\.run) }

  /// Takes the next step of the stream.
  ///
  /// - Parameter histogram: The sum of its tensors.
  mutating func take(_ step: ReplayStep, _ histogram: MagnitudeHistogram) {
    if stepCount == limit {
      histograms = []  // There are enough steps without them.
      return
    }
    if countsValues, repeats { histograms.append(histogram) }
    takeNext(step, countsValues ? histogram : nil)
  }

  /// Goes on from the beginning of the stream.
  ///
  /// - Parameters:
  ///   - stepCount: How many steps there are then.
  ///   - steps: Those of the stream.
  mutating func goOn(to stepCount: Int, _ steps: [ReplayStep]) {
    guard self.stepCount < stepCount, repeats else { return }
    for index in courses.indices { courses[index].reserve(stepCount, countsValues: countsValues) }
    while self.stepCount < stepCount {
      let place = self.stepCount % steps.count
      takeNext(steps[place], countsValues ? histograms[place] : nil)
    }
  }

  /// - Parameter histogram: Its sum, if values are counted.
  private mutating func takeNext(_ step: ReplayStep, _ histogram: MagnitudeHistogram?) {
    stepCount += 1
    known.removeAll(keepingCapacity: true)
    for index in courses.indices {
      guard let scale = courses[index].scale else { continue }
      let thresholds = cache.thresholds(at: scale)
      let finding = StepFinding(
        overflows: step.overflows(thresholds), greatestMagnitude: step.greatestMagnitude)
      courses[index].take(finding, histogram.map { lost($0, scale, thresholds) })
    }
  }

  /// What is lost at a scale, which many scalers have come to.
  private mutating func lost(
    _ histogram: MagnitudeHistogram, _ scale: Double, _ thresholds: ScaleThresholds
  ) -> StepCounts {
    if let known = known.first(where: { $0.scale == scale.bitPattern }) { return known.lost }
    let lost = StepCounts(of: histogram, thresholds)
    known.append((scale.bitPattern, lost))
    return lost
  }
}
