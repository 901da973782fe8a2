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

  /// What becomes of the magnitude of one finite, non-zero value.
  ///
  /// The reference decides, on the exact product.
  func outcome(ofMagnitude magnitude: Double, _ arithmetic: ScaleArithmetic) -> Outcome {
    guard let product = ExactMagnitude(magnitude, times: scale.value) else {
      preconditionFailure("only finite, non-zero values have a magnitude")
    }
    switch arithmetic {
    case .exact:
      return projection.round(product, isNegative: false).outcome
    case .fp32:
      let single = Projection(.binary32).round(product, isNegative: false)
      guard let magnitude = ExactMagnitude(single.value) else { return single.outcome }
      return projection.round(magnitude, isNegative: false).outcome
    }
  }
}
