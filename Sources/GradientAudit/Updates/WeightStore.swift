internal import FloatEmulation

/// A block of weights in one format, kept in several ways at once.
///
/// Each way has its own weights, which go on from step to step.
struct WeightStore {
  private var nearest: [Double] = []
  private var stochastic: [Double] = []
  private var kahan = KahanWeights()
  private var moment: [Double] = []
  private let rules: StoreRules

  init(_ rules: StoreRules) { self.rules = rules }

  /// Begins with recorded weights, rounded to the format.
  mutating func begin(_ weights: [Double]) {
    nearest = rules.nearest.rounded(weights)
    stochastic = nearest
    kahan.begin(nearest)
  }

  /// Takes up a recorded second moment, rounded to the format.
  mutating func takeUp(second: [Double]) { moment = rules.nearest.rounded(second) }

  /// Takes a step and counts what becomes of the updates.
  ///
  /// - Parameters:
  ///   - random: The random bits of the tensor at the step.
  ///   - first: The index of the block's first weight.
  mutating func step(
    _ block: UpdateBlock, _ random: RandomStream, from first: Int, _ scratch: inout UpdateScratch
  ) -> UpdateCounts {
    var counts = UpdateCounts()
    counts.count = UInt64(block.count)
    stepNearest(block, &counts, &scratch)
    stepStochastic(block, random, first, &counts, &scratch)
    kahan.step(block, rules, &counts, &scratch)
    countCopies(block, &counts, &scratch)
    if let optimizer = rules.machine?.optimizer, optimizer.isAdam {
      counts.squares = countSquares(block.gradients, optimizer, &scratch)
    }
    return counts
  }

  private mutating func stepNearest(
    _ block: UpdateBlock, _ counts: inout UpdateCounts, _ scratch: inout UpdateScratch
  ) {
    rules.add(block, to: nearest, &scratch.targets)
    rules.nearest.round(scratch.targets, into: &scratch.results)
    for index in 0..<block.count {
      let (weight, result, size) = (nearest[index], scratch.results[index], block.sizes[index])
      if !weight.isFinite || !size.isFinite {
        counts.nonfinite += 1
      } else if size == 0 {
        counts.zero += 1
      } else {
        counts.lost += result == weight ? 1 : 0
        counts.overflow += result.isFinite ? 0 : 1
        counts.sizes.add(exponent: Int(size.exponent) - rules.unitExponent(at: weight))
      }
    }
    swap(&nearest, &scratch.results)
  }

  private mutating func stepStochastic(
    _ block: UpdateBlock, _ random: RandomStream, _ first: Int, _ counts: inout UpdateCounts,
    _ scratch: inout UpdateScratch
  ) {
    rules.add(block, to: stochastic, &scratch.targets)
    rules.towardZero.round(scratch.targets, into: &scratch.truncated)
    RoundingKernel(rules.stochastic, random: random)
      .round(scratch.targets, into: &scratch.results, from: UInt64(first))
    var losing: UInt64 = 0  // at most 2^24 for each weight of a block
    for index in 0..<block.count where block.isLoss(index, of: stochastic[index]) {
      let (weight, target) = (stochastic[index], scratch.targets[index])
      counts.stochasticLost += scratch.results[index] == weight ? 1 : 0
      losing += rules.draws(giving: weight, of: target, truncated: scratch.truncated[index])
    }
    counts.losingDraws = UInt128(losing)
    swap(&stochastic, &scratch.results)
  }

  /// Counts where the copy of an FP32 weight is as it was.
  private func countCopies(
    _ block: UpdateBlock, _ counts: inout UpdateCounts, _ scratch: inout UpdateScratch
  ) {
    rules.nearest.round(block.master.before, into: &scratch.targets)
    rules.nearest.round(block.master.after, into: &scratch.results)
    for index in 0..<block.count where block.isLoss(index, of: scratch.targets[index]) {
      counts.copyUnmoved += scratch.targets[index] == scratch.results[index] ? 1 : 0
    }
  }

  /// Counts what becomes of squares, and keeps the second moment in the format.
  private mutating func countSquares(
    _ gradients: [Double], _ optimizer: OptimizerSettings, _ scratch: inout UpdateScratch
  ) -> SquareCounts {
    if moment.isEmpty { moment = [Double](repeating: 0, count: gradients.count) }
    for (index, gradient) in gradients.enumerated() {
      let square = gradient * gradient
      scratch.targets[index] = square.roundedToOdd(
        lacking: (-square).addingProduct(gradient, gradient))
    }
    rules.nearest.round(scratch.targets, into: &scratch.results)
    for index in gradients.indices {
      moment[index] =
        optimizer.beta2 * moment[index] + (1 - optimizer.beta2) * scratch.targets[index]
    }
    rules.nearest.round(moment, into: &scratch.truncated)
    swap(&moment, &scratch.truncated)
    var counts = SquareCounts()
    for (index, gradient) in gradients.enumerated() where gradient.isFinite && gradient != 0 {
      counts.nonzero += 1
      counts.underflow += scratch.results[index] == 0 ? 1 : 0
      counts.overflow += scratch.results[index].isFinite ? 0 : 1
      counts.zeroMoment += moment[index] == 0 ? 1 : 0
    }
    return counts
  }
}

extension UpdateBlock {
  /// Whether an update would be lost if the weight stayed: both are finite, and the update
  /// is not zero.
  @inline(__always)
  func isLoss(_ index: Int, of weight: Double) -> Bool {
    weight.isFinite && sizes[index].isFinite && sizes[index] != 0
  }
}

extension StoreRules {
  /// The sums of weights, after their decay, and updates.
  func add(_ block: UpdateBlock, to weights: [Double], _ sums: inout [Double]) {
    let factor = block.decayFactor
    for index in 0..<block.count {
      let weight = machine?.decayed(weights[index], by: factor) ?? weights[index]
      sums[index] = sum.of(weight, block.updates[index])
    }
  }
}

extension RoundingKernel {
  /// Rounds an array into another of the same length.
  func round(_ values: [Double], into results: inout [Double], from first: UInt64 = 0) {
    var target = results.mutableSpan
    round(values.span, into: &target, from: first)
  }
}
