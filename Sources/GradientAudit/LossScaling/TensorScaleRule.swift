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
    var (count, sum, squares) = (0.0, 0.0, 0.0)
    var before: UInt64 = 0
    let (bins, cumulative) = (bins.span, cumulative.span)
    let middles = HistogramGrid.middles.span
    for index in bins.indices {
      let number = Double(cumulative[index] - before)
      before = cumulative[index]
      let magnitudeBin = bins[index] & ~MagnitudeHistogram.signBit
      guard magnitudeBin < HistogramGrid.infinity else { continue }
      let middle = middles[Int(magnitudeBin)]
      count += number
      sum += number * (bins[index] == magnitudeBin ? middle : -middle)
      squares += number * middle * middle
    }
    guard count > 0 else { return 0 }
    let mean = sum / count
    return max(0, squares / count - mean * mean).squareRoot()
  }
}

extension HistogramGrid {
  /// The middles of all bins of finite magnitudes.
  fileprivate static let middles: [Double] = {
    let binade = bins(ofExponent: 0)
    // Those from 1 to 2.
    let first = binade.map { place in
      let slot = binade.upperBound - 1 - place
      // The distance to 2, in quarters of its highest bit: that of a single magnitude, or
      // the middle between two of them.
      let quarters = [4, 4.5, 5, 5.5, 6, 7][Int(slot % 6)]
      return 2 - quarters * Double(sign: .plus, exponent: Int(slot / 6) - 54, significand: 1)
    }
    return [0]
      + (1..<infinity).map { bin in
        Double(
          sign: .plus, exponent: exponent(of: bin),
          significand: first[Int(bin - 1) % first.count])
      }
  }()
}
