/// The steps of a scaler with a scale for each tensor.
struct TensorScales: Sendable {
  /// The steps, without the tensors that no step before had.
  private var steps: [TensorScaleBlock.Step] = []
  /// These; their scale is 1 at first, and what they ask for at the end where the stream
  /// begins again.
  private var firsts: [TensorScaleBlock.First] = []
  /// The scale that each name's tensor asked for last.
  private var last: [Double?] = []
  /// The magnitudes inside bins on which counts depend.
  private(set) var innerCuts: Set<UInt64> = []

  /// Adds the next block of a recording.
  ///
  /// - Parameters:
  ///   - isContinued: Whether its first step is the one that was added last.
  ///   - place: That of its first tensor among all.
  ///   - numbers: The numbers of the block's names among all.
  mutating func add(
    _ block: TensorScaleBlock, isContinued: Bool, place: Int, numbers: [Int], _ cache: ScaleCache
  ) {
    let firstStep = isContinued ? steps.count - 1 : steps.count
    let nameCount = (numbers.max() ?? -1) + 1
    while last.count < nameCount { last.append(nil) }
    for (index, var step) in block.steps.enumerated() {
      for culprit in step.culprits.indices { step.culprits[culprit] += place }
      if index == 0 && isContinued { steps[firstStep].add(step) } else { steps.append(step) }
    }
    for var first in block.firsts {
      first.name = numbers[first.name]
      first.place += place
      first.step += firstStep
      if let scale = last[first.name] {
        steps[first.step].add(
          first.histogram, place: first.place, at: scale, cache.thresholds(at: scale))
      } else {
        firsts.append(first)
      }
    }
    for (name, scale) in block.last.enumerated() {
      if let scale { last[numbers[name]] = scale }
    }
    innerCuts.formUnion(block.innerCuts)
  }

  /// Replays some steps.
  func run(_ scaler: LossScaler, _ length: Int, _ cache: ScaleCache) -> ScalerRun {
    var run = ScalerRun(scaler)
    if steps.isEmpty { return run }
    let passes = [steps(at: { _ in 1 }, cache), steps(at: { last[$0] ?? 1 }, cache)]
    run.rows.reserveCapacity(length)
    run.culprits.reserveCapacity(length)
    for index in 0..<length {
      let step = passes[index < steps.count ? 0 : 1][index % steps.count]
      let overflows = !step.culprits.isEmpty
      run.culprits.append(step.culprits)
      if let counts = step.counts { run.counts.append(counts) }
      run.rows.append(
        ReplayRow(
          index: index, scaleBefore: step.before, overflows: overflows, isSkipped: overflows,
          scaleAfter: step.after))
    }
    return run
  }

  /// All steps, where tensors that no step before had are scaled by what their names' numbers
  /// are given.
  private func steps(
    at scale: (Int) -> Double, _ cache: ScaleCache
  ) -> [TensorScaleBlock.Step] {
    var steps = steps
    for first in firsts {
      let scale = scale(first.name)
      steps[first.step].add(
        first.histogram, place: first.place, at: scale, cache.thresholds(at: scale))
    }
    for step in steps.indices { steps[step].culprits.sort() }
    return steps
  }
}
