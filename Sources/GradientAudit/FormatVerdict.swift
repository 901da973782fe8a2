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
  /// See ``ScaleWindow/recommendedExponent``.
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
    let exponent = window.recommendedExponent
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
}

extension ScaleWindow {
  /// How far from the end of a window a recommended scale keeps, in powers of
  /// two: gradients vary by an order of magnitude from step to step.
  private static let headroom = 4

  /// The exponent of the safe scale to use; nil when none is safe.
  ///
  /// 0 where no scale is needed. Otherwise the safe scale nearest to 1 that keeps
  /// a factor of 16 from both ends of the window, or its middle where the window
  /// is too narrow for that.
  public var recommendedExponent: Int? {
    if contains(0) { return 0 }
    guard case .safe(let exponents) = self else { return nil }
    let (least, greatest) = (exponents.lowerBound, exponents.upperBound)
    let middle = least + (greatest - least) / 2
    return least > 0
      ? min(least + ScaleWindow.headroom, middle) : max(greatest - ScaleWindow.headroom, middle)
  }
}

extension ScaleWindow {
  /// The exponent of the scale to look at: the recommended one.
  ///
  /// Where no scale is safe, the largest without overflow if that is above 1, and no
  /// scale otherwise.
  public var bestExponent: Int {
    if let recommendedExponent { return recommendedExponent }
    guard case .none(_, let greatest?) = self else { return 0 }
    return max(0, greatest)
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

extension [FormatVerdict] {
  /// The verdict on the first format that needs a scale; where none does, on the narrowest.
  public var critical: FormatVerdict? {
    first { !$0.needsNoScale } ?? self.min { $0.format.bitWidth < $1.format.bitWidth }
  }
}
