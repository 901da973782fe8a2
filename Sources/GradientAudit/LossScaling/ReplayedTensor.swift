/// What a replay keeps of a tensor at a step.
struct ReplayedTensor: Sendable {
  /// The greatest finite magnitude; zero if there is none.
  private let greatestMagnitude: Double
  /// The number of its name.
  var name: UInt32
  private let hasNonfinite: Bool
  private let hasValues: Bool

  init(name: Int, _ summary: HistogramSummary) {
    self.name = UInt32(name)
    greatestMagnitude = summary.greatestMagnitude
    hasNonfinite = summary.nonfiniteCount > 0
    hasValues = summary.count > 0
  }

  /// Whether a value is not finite at a scale.
  func overflows(_ thresholds: ScaleThresholds) -> Bool {
    greatestMagnitude.bitPattern >= thresholds.overflow.magnitude || hasNonfinite
      || thresholds.spoilsZero && hasValues
  }
}
