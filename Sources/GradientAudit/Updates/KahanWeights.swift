internal import FloatEmulation

/// Weights with what rounding has kept from them, both in one format: Kahan summation.
///
/// As the optimizers that have it do (torchdistx's AnyPrecisionAdamW, optimi): the update
/// is added to the compensation, the compensation to the weight, and what the weight did
/// not take up remains in the compensation; each result is rounded to the format, ties to
/// even. Decoupled weight decay is part of the update.
///
/// Source: Zamirai, Zhang, Aberger and De Sa, "Revisiting BFloat16 Training", 2020,
/// arXiv:2010.06192, algorithm 3.
struct KahanWeights {
  private var weights: [Double] = []
  private var compensation: [Double] = []

  /// Begins with weights of the format, and nothing kept from them.
  mutating func begin(_ weights: [Double]) {
    self.weights = weights
    compensation = [Double](repeating: 0, count: weights.count)
  }

  /// Takes a step and counts what becomes of the updates.
  mutating func step(
    _ block: UpdateBlock, _ rules: StoreRules, _ counts: inout UpdateCounts,
    _ scratch: inout UpdateScratch
  ) {
    sum(compensation, block.sizes, rules, &scratch.targets)
    rules.nearest.round(scratch.targets, into: &scratch.results)
    // Now in `results`: the compensation with the update.
    sum(weights, scratch.results, rules, &scratch.targets)
    rules.nearest.round(scratch.targets, into: &scratch.truncated)
    for index in 0..<block.count where block.isLoss(index, of: weights[index]) {
      guard scratch.truncated[index] == weights[index] else { continue }
      counts.kahanUnmoved += 1
      counts.kahanLost += scratch.results[index] == compensation[index] ? 1 : 0
    }
    // The new weights lie in `truncated`; what they did not take up goes back.
    for index in 0..<block.count {
      scratch.targets[index] = rules.sum.of(weights[index], -scratch.truncated[index])
    }
    rules.nearest.round(scratch.targets, into: &weights)
    sum(scratch.results, weights, rules, &scratch.targets)
    rules.nearest.round(scratch.targets, into: &compensation)
    swap(&weights, &scratch.truncated)
  }

  private func sum(
    _ left: [Double], _ right: [Double], _ rules: StoreRules, _ sums: inout [Double]
  ) {
    for index in left.indices { sums[index] = rules.sum.of(left[index], right[index]) }
  }
}
