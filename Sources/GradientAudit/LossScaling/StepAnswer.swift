/// What is known of a step at a scale.
struct StepAnswer: Sendable {
  /// The tensors with values that are not finite, by their places in the recording.
  var culprits: [Int] = []
  /// nil where counts were not asked for.
  var counts: StepCounts?
}
