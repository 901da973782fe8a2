public import FloatEmulation

/// What a recording says about one format: does it serve, and at which scale.
public struct FormatVerdict: Sendable {
  /// The index of the projection in the plan.
  public let projection: Int
  /// The format.
  public let format: FloatFormat
  /// The safe scales for all values of the recording taken together.
  public let window: ScaleWindow
  /// The scales that are safe for each tensor by itself.
  public let windowOfEveryTensor: ScaleWindow
  /// What becomes of all values without a scale.
  public let unscaled: OutcomeCounts
  /// The exponent of the scale to use; nil when none is safe.
  ///
  /// 0 where no scale is needed. Otherwise the smallest safe scale that loses
  /// the fewest values; where every safe scale is below 1, the largest of them.
  public let recommendedExponent: Int?
  /// What becomes of all values at the recommended scale.
  public let recommended: OutcomeCounts?

  /// Whether the format serves as it is.
  public var needsNoScale: Bool { recommendedExponent == 0 }
}

extension Audit {
  /// One verdict for each projection of the plan, in its order.
  public var verdicts: [FormatVerdict] { plan.projections.indices.map(verdict(projection:)) }

  private func verdict(projection: Int) -> FormatVerdict {
    let window = total.scaleWindow(projection: projection)
    let exponent = recommendedExponent(window, projection)
    return FormatVerdict(
      projection: projection,
      format: plan.projections[projection].format,
      window: window,
      windowOfEveryTensor: tensors.reduce(.unconstrained) {
        $0.intersection($1.tally.scaleWindow(projection: projection))
      },
      unscaled: total.outcomes(projection: projection, scaleExponent: 0),
      recommendedExponent: exponent,
      recommended: exponent.map { total.outcomes(projection: projection, scaleExponent: $0) })
  }

  private func recommendedExponent(_ window: ScaleWindow, _ projection: Int) -> Int? {
    if window.contains(0) { return 0 }
    guard case .safe(let exponents) = window else { return nil }
    if exponents.upperBound < 0 { return exponents.upperBound }
    func lost(_ exponent: Int) -> UInt64 {
      total.outcomes(projection: projection, scaleExponent: exponent).underflow
    }
    let fewest = lost(exponents.upperBound)
    return exponents.first { lost($0) == fewest }
  }
}

/// A tensor with what a cell does to it.
public struct TensorOutcomes: Sendable {
  /// The tensor, over all its steps.
  public let rollup: TensorRollup
  /// What becomes of its values.
  public let counts: OutcomeCounts
}

extension Audit {
  /// The tensors with their outcomes at the scale `2^exponent`, the largest
  /// lost share first; equal shares in the order of names.
  public func tensorsByLoss(projection: Int, scaleExponent exponent: Int) -> [TensorOutcomes] {
    let outcomes = tensors.map {
      TensorOutcomes(
        rollup: $0, counts: $0.tally.outcomes(projection: projection, scaleExponent: exponent))
    }
    return outcomes.enumerated().sorted { left, right in
      let (lossOnTheLeft, lossOnTheRight) = (left.element.counts.lost, right.element.counts.lost)
      return lossOnTheLeft == lossOnTheRight
        ? left.offset < right.offset : lossOnTheLeft > lossOnTheRight
    }.map(\.element)
  }
}
