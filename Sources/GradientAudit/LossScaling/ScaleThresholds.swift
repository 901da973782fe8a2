internal import FloatEmulation

/// What a scale does to magnitudes, whatever number it has become.
struct ScaleThresholds: Hashable, Sendable {
  /// The least magnitude that does not become zero.
  let nonzero: MagnitudePlace
  /// The least magnitude that overflows.
  let overflow: MagnitudePlace
  /// Whether zero is not finite either: at an infinite scale, and at NaN.
  let spoilsZero: Bool

  /// - Parameter innerCuts: Those that the histograms know, ascending.
  init(
    _ projection: Projection, at scale: Double, _ arithmetic: ScaleArithmetic,
    innerCuts: [UInt64]
  ) {
    let ends = ScaleThresholds.ends(projection, scale, arithmetic)
    nonzero = MagnitudePlace(ends.nonzero, innerCuts: innerCuts)
    overflow = MagnitudePlace(ends.overflow, innerCuts: innerCuts)
    spoilsZero = scale.isNaN || scale == .infinity
  }

  /// The magnitudes inside bins, where a histogram knows bounds alone.
  var innerCuts: [UInt64] { [nonzero, overflow].filter { !$0.isEdge }.map(\.magnitude) }

  private static func ends(
    _ projection: Projection, _ scale: Double, _ arithmetic: ScaleArithmetic
  ) -> (nonzero: UInt64, overflow: UInt64) {
    let infinity = OutcomeThresholds.infinityBits
    if scale == 0 { return (infinity, infinity) }
    guard let scale = LossScale(scale) else { return (1, 1) }
    let thresholds = OutcomeThresholds(
      AuditCell(projection, at: scale), arithmetic, isNegative: false)
    return (thresholds.nonzero, thresholds.overflow)
  }
}

/// A magnitude as a question to histograms.
struct MagnitudePlace: Hashable, Sendable {
  /// As a bit pattern of binary64.
  let magnitude: UInt64
  /// The bin that it lies in.
  let bin: UInt32
  /// Whether the bin begins with it.
  let isEdge: Bool
  /// Its number among the inner cuts that histograms may know.
  let inner: Int?

  init(_ magnitude: UInt64, innerCuts: [UInt64]) {
    self.magnitude = magnitude
    bin = HistogramGrid.bin(ofMagnitude: magnitude)
    isEdge = HistogramGrid.hasEdge(at: magnitude)
    inner = isEdge ? nil : innerCuts.firstIndex(of: magnitude)
  }
}

extension MagnitudeHistogram {
  /// The finite, non-zero values of both signs below a magnitude.
  func count(below place: MagnitudePlace) -> CountBounds {
    if place.magnitude <= leastMagnitude.bitPattern { return CountBounds(0) }
    return count(below: place, isNegative: false) + count(below: place, isNegative: true)
  }

  private func count(below place: MagnitudePlace, isNegative: Bool) -> CountBounds {
    let before = isNegative ? nonnegativeCount : zeroCount
    let sign = isNegative ? MagnitudeHistogram.signBit : 0
    let whole = CountBounds(count(before: place.bin | sign) - before)
    if place.isEdge { return whole }
    if let inner = place.inner, !partials.isEmpty {
      return whole + partials[inner + (isNegative ? partials.count / 2 : 0)]
    }
    return whole + part(below: place.magnitude, isNegative: isNegative)
  }
}
