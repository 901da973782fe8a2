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
  func scale(after histogram: MagnitudeHistogram, _ shape: [Int]) -> Double {
    let fanIn = shape.dropFirst().reduce(1.0) { $0 * Double($1) }
    let wanted = max(1, least / (TensorScaleRule.quantile * histogram.standardDeviation))
    let scale = min(wanted, greatest / max(fanIn, 1) / histogram.greatestMagnitude)
    guard scale.isFinite, scale > 0 else { return 1 }
    return Double(sign: .plus, exponent: Int(scale.exponent), significand: 1)
  }
}

extension MagnitudeHistogram {
  /// The standard deviation of the finite values, were all values of a bin in its middle.
  var standardDeviation: Double {
    guard count > nonfiniteCount else { return 0 }
    let sums = BinMiddles.all.sums(bins.span, cumulative.span)
    let count = Double(count - nonfiniteCount)
    let mean = sums.first / count
    return max(0, sums.second / count - mean * mean).squareRoot()
  }
}

/// The middles of all bins of finite, non-zero magnitudes.
private struct BinMiddles {
  /// Those from 1 to 2.
  private let significands: [Double]
  /// The powers of two.
  private let powers: [Double]

  static let all = BinMiddles()

  private init() {
    let binade = HistogramGrid.bins(ofExponent: 0)
    significands = binade.map { place in
      let slot = binade.upperBound - 1 - place
      // The distance to 2, in quarters of its highest bit: that of a single magnitude, or
      // the middle between two of them.
      let quarters = [4, 4.5, 5, 5.5, 6, 7][Int(slot % 6)]
      return 2 - quarters * Double(sign: .plus, exponent: Int(slot / 6) - 54, significand: 1)
    }
    let exponents =
      HistogramGrid.exponent(of: 1)...HistogramGrid.exponent(of: HistogramGrid.infinity - 1)
    powers = exponents.map { Double(sign: .plus, exponent: $0, significand: 1) }
  }

  /// The sums of the middles of finite bins and of their squares, each as often as the bin
  /// has values.
  func sums(
    _ bins: Span<UInt32>, _ cumulative: Span<UInt64>
  ) -> (first: Double, second: Double) {
    precondition(bins.count == cumulative.count)
    let (significands, powers) = (significands.span, powers.span)
    var before: UInt64 = 0
    var (first, second) = (0.0, 0.0)
    for index in bins.indices {
      let (bin, sum) = unsafe (bins[unchecked: index], cumulative[unchecked: index])
      let magnitudeBin = bin & ~MagnitudeHistogram.signBit
      let number = Double(Int64(bitPattern: sum &- before))
      before = sum
      guard magnitudeBin != HistogramGrid.zero, magnitudeBin < HistogramGrid.infinity else {
        continue
      }
      let (binade, slot) = HistogramGrid.place(of: magnitudeBin)
      let middle = unsafe significands[unchecked: slot] * powers[unchecked: binade]
      let product = number * middle
      first += bin == magnitudeBin ? product : -product
      second += product * middle
    }
    return (first, second)
  }
}
