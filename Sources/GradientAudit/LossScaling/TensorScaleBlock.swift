/// What becomes of consecutive tensors, each at the scale that it asked for when it was
/// recorded last.
struct TensorScaleBlock: Sendable {
  /// Consecutive tensors of a step.
  struct Step: Sendable {
    /// The least scale of those that are known.
    var before = Double.infinity
    /// The least scale that they ask for.
    var after = Double.infinity
    /// The tensors with values that are not finite, by their places in the recording.
    var culprits: [Int] = []
    /// What is lost of them; nil where that was not asked for.
    var counts: StepCounts?
  }

  /// A tensor that was not recorded earlier in the block: its scale is not known there.
  struct First: Sendable {
    /// The number of its name.
    var name: Int
    /// Its place among the tensors of the block.
    var place: Int
    /// The place of its step among those of the block.
    var step: Int
    let histogram: MagnitudeHistogram
  }

  var steps: [Step] = []
  var firsts: [First] = []
  /// The scales that tensors ask for when they are recorded last, by the numbers of their
  /// names; nil for those that are not in the block.
  var last: [Double?] = []
  /// The magnitudes inside bins on which counts depend.
  var innerCuts: [UInt64] = []
}

extension TensorScaleBlock.Step {
  /// Adds a tensor at a scale.
  mutating func add(
    _ histogram: some ReplayedHistogram, place: Int, at scale: Double,
    _ thresholds: ScaleThresholds
  ) {
    before = min(before, scale)
    if histogram.summary.overflows(thresholds) { culprits.append(place) }
    guard var lost = counts else { return }
    histogram.addLost(to: &lost, thresholds)
    counts = lost
  }

  /// Adds other tensors of the same step.
  mutating func add(_ other: Self) {
    before = min(before, other.before)
    after = min(after, other.after)
    culprits += other.culprits
    if let own = counts, let others = other.counts { counts = own.sum(with: others) }
  }
}

/// Gives each tensor the scale that it asked for before.
struct TensorScaleBuilder {
  private let rule: TensorScaleRule
  private let cache: ScaleCache
  private let countsValues: Bool
  private var current: [(scale: Double, thresholds: ScaleThresholds)?] = []
  private var block = TensorScaleBlock()

  /// - Parameter cache: Used by one thread at a time.
  init(_ rule: TensorScaleRule, _ cache: ScaleCache, countsValues: Bool) {
    self.rule = rule
    self.cache = cache
    self.countsValues = countsValues
  }

  /// Adds the next tensor.
  ///
  /// - Parameters:
  ///   - standardDeviation: That of the finite values, were all values of a bin in its middle.
  ///   - name: The number of its name.
  ///   - place: Its place among the tensors of the block.
  ///   - step: The place of its step among those of the block.
  mutating func add(
    _ histogram: some ReplayedHistogram, _ standardDeviation: Double, _ shape: [Int], name: Int,
    place: Int, step: Int
  ) {
    while block.steps.count <= step {
      block.steps.append(
        TensorScaleBlock.Step(counts: countsValues ? StepCounts() : nil))
    }
    while current.count <= name { current.append(nil) }
    if let current = current[name] {
      block.steps[step].add(histogram, place: place, at: current.scale, current.thresholds)
    } else {
      block.firsts.append(
        TensorScaleBlock.First(
          name: name, place: place, step: step,
          histogram: histogram.kept))
    }
    let scale = rule.scale(
      after: histogram.summary, standardDeviation: standardDeviation, shape)
    block.steps[step].after = min(block.steps[step].after, scale)
    if current[name]?.scale != scale { current[name] = (scale, cache.thresholds(at: scale)) }
  }

  /// What was added since the last time.
  mutating func take() -> TensorScaleBlock {
    block.last = current.map { $0?.scale }
    block.innerCuts = cache.innerCutsOfAll
    defer {
      block = TensorScaleBlock()
      for index in current.indices { current[index] = nil }
    }
    return block
  }
}
