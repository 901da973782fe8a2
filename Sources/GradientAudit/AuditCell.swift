public import FloatEmulation

/// One cell of a sweep: a projection at a scale.
public struct AuditCell: Hashable, Sendable {
  /// The format and its rules.
  public let projection: Projection
  /// The loss scale.
  public let scale: LossScale

  /// Creates a cell.
  public init(_ projection: Projection, at scale: LossScale) {
    self.projection = projection
    self.scale = scale
  }

  /// What becomes of one finite, non-zero value.
  ///
  /// The reference decides, on the product that the arithmetic gives. Whatever the
  /// arithmetic, a larger magnitude never meets an earlier outcome of underflow,
  /// subnormal, normal, overflow.
  func outcome(
    ofMagnitude magnitude: Double, isNegative: Bool, _ arithmetic: ScaleArithmetic
  ) -> Outcome {
    switch arithmetic {
    case .exact:
      guard let product = ExactMagnitude(magnitude, times: scale.value) else {
        preconditionFailure("only finite, non-zero values have a magnitude")
      }
      return projection.round(product, isNegative: isNegative).outcome
    case .fp32:
      return outcome(ofSingle: AuditCell.single.round(magnitude).value, isNegative)
    }
  }

  /// What becomes of a magnitude that binary32 holds, in binary32's arithmetic.
  private func outcome(ofSingle magnitude: Double, _ isNegative: Bool) -> Outcome {
    let factor = AuditCell.single.round(scale.value).value
    if magnitude.isInfinite { return .overflow }
    if magnitude == 0 || factor == 0 { return .underflow }
    guard let product = ExactMagnitude(magnitude, times: factor) else { return .overflow }
    let rounded = AuditCell.single.round(product, isNegative: false)
    guard let result = ExactMagnitude(rounded.value) else { return rounded.outcome }
    return projection.round(result, isNegative: isNegative).outcome
  }

  private static let single = Projection(.binary32)
}
