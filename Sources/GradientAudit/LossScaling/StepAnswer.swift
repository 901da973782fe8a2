/// What is known of a step.
struct StepAnswer: Sendable {
  /// The tensors with values that are not finite, by their places in the recording.
  var culprits: [Int] = []
  /// nil where counts were not asked for.
  var counts: StepCounts?

  /// Adds other tensors of the same step.
  mutating func add(_ other: StepAnswer) {
    culprits += other.culprits
    guard let own = counts, let others = other.counts else { return }
    counts = own.sum(with: others)
  }
}
