/// What no recording tells, in sentences that several reports share.
enum RecordingLimits {
  static let storage =
    "Each value is scaled and rounded once, as if stored; sums and products inside the "
    + "backward pass are not replayed."
  static let activations = "Gradients of activations are seen only where they were recorded."
  static let precision =
    "A recording in 16 bits has lost its small values before, and one of scaled gradients "
    + "has a scale in it already."
}
