/// The updates of a block of weights at one step.
struct UpdateBlock {
  /// What is added to a weight, after its decay.
  var updates: [Double] = []
  /// The whole updates, those of decoupled weight decay included, of the weights that the
  /// optimizer keeps for itself.
  var sizes: [Double] = []
  /// The gradients.
  var gradients: [Double] = []
  /// FP32 weights before and after the step.
  var master: (before: [Double], after: [Double]) = ([], [])
  /// What weights are multiplied by before the update is added.
  var decayFactor = 1.0

  var count: Int { sizes.count }
}

/// Memory that a thread needs for a block.
struct UpdateScratch {
  var targets: [Double] = []
  var results: [Double] = []
  var truncated: [Double] = []

  mutating func resize(_ count: Int) {
    if targets.count == count { return }
    targets = [Double](repeating: 0, count: count)
    (results, truncated) = (targets, targets)
  }
}
