import FloatEmulation
import GradientAudit

/// The outcomes of a cell, one value at a time: the slow way, without thresholds
/// and without histograms.
enum BruteForce {
  static func outcomes(
    _ values: [Double], _ projection: Projection, scale: Double, _ arithmetic: ScaleArithmetic
  ) -> OutcomeCounts {
    var counts = OutcomeCounts()
    for value in values { counts[outcome(value, projection, scale, arithmetic)] += 1 }
    return counts
  }

  static func outcome(
    _ value: Double, _ projection: Projection, _ scale: Double, _ arithmetic: ScaleArithmetic
  ) -> Outcome {
    if value.isNaN { return .nan }
    if value.isInfinite { return .infinite }
    if value == 0 { return .zero }
    switch arithmetic {
    case .exact:
      guard let product = ExactMagnitude(value, times: scale) else { return .nan }
      return projection.round(product, isNegative: value < 0).outcome
    case .fp32:
      // What `grad.float() * scale` does, by the processor.
      let product = Float(value) * Float(scale)
      if Float(value).isInfinite || product.isInfinite { return .overflow }
      if product == 0 || product.isNaN { return .underflow }
      return projection.round(product).outcome
    }
  }
}

/// Hardware's (or the compiler's) own conversion, as a witness for fp16.
#if !(os(macOS) && arch(x86_64))
  func float16Outcome(_ value: Double, scale: Double) -> Outcome {
    if value.isNaN { return .nan }
    if value.isInfinite { return .infinite }
    if value == 0 { return .zero }
    let result = Float16(value * scale)  // exact for powers of two that stay in range
    if result == 0 { return .underflow }
    if result.isInfinite { return .overflow }
    return result.isSubnormal ? .subnormal : .normal
  }
#endif
