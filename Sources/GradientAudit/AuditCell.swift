public import FloatEmulation

/// One cell of a sweep: a projection at a scale.
public struct AuditCell: Hashable, Sendable {
  /// The format and its rules.
  public let projection: Projection
  /// The loss scale.
  public let scale: LossScale
  /// The loss scale that is in the values already: they are divided by it first, exactly.
  public let recordedScale: LossScale

  /// Creates a cell.
  public init(
    _ projection: Projection, at scale: LossScale, recordedAt recordedScale: LossScale = .one
  ) {
    self.projection = projection
    self.scale = scale
    self.recordedScale = recordedScale
  }

  /// The same for values that hold a scale; nil stands for none.
  func recorded(at recordedScale: LossScale?) -> AuditCell {
    AuditCell(projection, at: scale, recordedAt: recordedScale ?? .one)
  }

  /// What is rounded of a value: the magnitude of its exact product with the scale, without
  /// the recorded one; nil for zero, infinities and NaN.
  func product(ofMagnitude magnitude: Double) -> ExactMagnitude? {
    recordedScale == .one
      ? ExactMagnitude(magnitude, times: scale.value)
      : ExactMagnitude(magnitude, times: scale.value, over: recordedScale.value)
  }

  /// A value without the recorded scale, rounded to binary32.
  func single(_ value: Double) -> Double {
    guard recordedScale != .one,
      let quotient = ExactMagnitude(value, times: 1, over: recordedScale.value)
    else { return AuditCell.single.round(value).value }
    return AuditCell.single.round(quotient, isNegative: value < 0).value
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
      guard let product = product(ofMagnitude: magnitude) else {
        preconditionFailure("only finite, non-zero values have a magnitude")
      }
      return projection.round(product, isNegative: isNegative).outcome
    case .fp32:
      return outcome(ofSingle: single(magnitude), isNegative)
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
