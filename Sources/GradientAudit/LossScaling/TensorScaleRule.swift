/// AdaLoss: the scale that the values of a tensor ask for.
///
/// `u_min / (erfinv(1e-3) sqrt(2) sigma)`, at least 1, at most `u_max / (fan-in o_max)`,
/// down to a power of two; the first scale of a tensor is 1. The standard deviation sigma
/// comes from a histogram's bins and is right to a few per cent, so that a scale may be
/// the power of two beside. The fan-in is the product of a shape but for its first extent.
/// A step's scale is the least of its tensors.
///
/// Source: Zhao et al. 2019, section 3; a layer's activations are not in a recording, so
/// that its tensor's gradients stand for them.
struct TensorScaleRule: Sendable {
  private let least: Double
  private let greatest: Double

  /// `erfinv(1e-3) sqrt(2)`: the deviations within which a thousandth of a normal
  /// distribution lies.
  private static let quantile = 0.0012533144654325544

  /// - Parameter scaler: One with a scale for each tensor.
  init(_ scaler: LossScaler) {
    least = scaler.number(.leastMagnitude) ?? 6e-8
    greatest = scaler.number(.greatestMagnitude) ?? 65504
  }

  /// The scale after a step.
  ///
  /// - Parameter standardDeviation: That of the finite values.
  func scale(
    after summary: HistogramSummary, standardDeviation: Double, _ shape: [Int]
  ) -> Double {
    let fanIn = shape.dropFirst().reduce(1.0) { $0 * Double($1) }
    let wanted = max(1, least / (TensorScaleRule.quantile * standardDeviation))
    let scale = min(wanted, greatest / max(fanIn, 1) / summary.greatestMagnitude)
    guard scale.isFinite, scale > 0 else { return 1 }
    // The power of two at or below it.
    return scale.binade
  }
}
