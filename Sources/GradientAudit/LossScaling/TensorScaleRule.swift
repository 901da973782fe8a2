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
    let middles = BinMiddles.all
    let (bins, cumulative) = (bins.span, cumulative.span)
    var before: UInt64 = 0
    // In four sums each, none of which waits for the others.
    var (sum, squares) = (SIMD4<Double>(), SIMD4<Double>())
    for start in stride(from: 0, to: bins.count, by: 4) {
      var (numbers, values) = (SIMD4<Double>(), SIMD4<Double>())
      for lane in 0..<min(4, bins.count - start) {
        let number = cumulative[start + lane] - before
        before = cumulative[start + lane]
        numbers[lane] = Double(Int64(bitPattern: number))
        values[lane] = middles[bins[start + lane]]
      }
      let products = numbers * values
      sum += products
      squares += products * values
    }
    let count = Double(count - nonfiniteCount)
    let mean = sum.sum() / count
    return max(0, squares.sum() / count - mean * mean).squareRoot()
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

  /// The middle of a bin, with its sign; 0 for those of zero, infinity and NaN.
  @inline(__always)
  subscript(bin: UInt32) -> Double {
    let magnitudeBin = bin & ~MagnitudeHistogram.signBit
    guard magnitudeBin != HistogramGrid.zero, magnitudeBin < HistogramGrid.infinity else {
      return 0
    }
    let (binade, slot) = HistogramGrid.place(of: magnitudeBin)
    let middle = significands[slot] * powers[binade]
    return bin == magnitudeBin ? middle : -middle
  }
}
