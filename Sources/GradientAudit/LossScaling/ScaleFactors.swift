/// How a scale is raised and lowered.
struct ScaleFactors: Hashable, Sendable {
  private let storage: ScaleStorage
  private let growth: Double
  /// nil to divide by the growth factor.
  private let backoff: Double?

  init(_ scaler: LossScaler) {
    storage = scaler.storage
    growth = scaler.number(.growthFactor) ?? 2
    backoff = scaler.number(.backoffFactor)
  }

  func raised(_ scale: Double) -> Double { storage.product(scale, growth) }

  func lowered(_ scale: Double) -> Double {
    backoff.map { storage.product(scale, $0) } ?? storage.quotient(scale, growth)
  }
}
