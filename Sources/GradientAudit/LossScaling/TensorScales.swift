/// AdaLoss: a scale for each tensor, from the values that it had when it was recorded
/// last.
///
/// `u_min / (erfinv(1e-3) sqrt(2) sigma)`, at least 1, at most `u_max / (fan-in o_max)`,
/// down to a power of two; the first scale of a tensor is 1. The standard deviation sigma
/// comes from a histogram's bins and is right to a few per cent, so that a scale may be
/// the power of two beside. The fan-in is the product of a shape but for its first extent.
/// A step's scale is the least of its tensors.
///
/// Source: Zhao et al. 2019, section 3; a layer's activations are not in a recording, so
/// that its tensor's gradients stand for them.
struct TensorScales {
  private let scaler: LossScaler
  private let recorded: RecordedSteps
  /// The scale that each tensor's values ask for.
  private let decided: [Double]

  /// `erfinv(1e-3) sqrt(2)`: the deviations within which a thousandth of a normal
  /// distribution lies.
  private static let quantile = 0.0012533144654325544

  init(_ scaler: LossScaler, _ recorded: RecordedSteps, threadCount: Int) {
    self.scaler = scaler
    self.recorded = recorded
    let least = scaler.number(.leastMagnitude) ?? 6e-8
    let greatest = scaler.number(.greatestMagnitude) ?? 65504
    let tensors = recorded.tensors
    decided = ParallelMap.map(tensors.count, threadCount: threadCount) { index in
      let fanIn = tensors[index].shape.dropFirst().reduce(1.0) { $0 * Double($1) }
      return TensorScales.scale(
        tensors.span[index].histogram, least: least, greatest: greatest / max(fanIn, 1))
    }
  }

  private static func scale(
    _ histogram: MagnitudeHistogram, least: Double, greatest: Double
  ) -> Double {
    let wanted = max(1, least / (quantile * histogram.standardDeviation))
    let scale = min(wanted, greatest / histogram.greatestMagnitude)
    guard scale.isFinite, scale > 0 else { return 1 }
    return Double(sign: .plus, exponent: Int(scale.exponent), significand: 1)
  }

  /// Replays some steps.
  func run(_ length: Int, _ cache: ScaleCache, countsValues: Bool) -> ScalerRun {
    var run = ScalerRun(scaler)
    if recorded.steps.isEmpty { return run }
    var scales = [Double](repeating: 1, count: recorded.nameCount)
    for index in 0..<length {
      let places = recorded.places[index % recorded.places.count]
      var answer = StepAnswer(counts: countsValues ? StepCounts() : nil)
      var (before, after) = (Double.infinity, Double.infinity)
      for place in places {
        let identity = recorded.identities[place]
        let scale = scales[identity]
        answer.add(
          recorded.tensors.span[place].histogram, at: place, cache.thresholds(at: scale))
        scales[identity] = decided[place]
        (before, after) = (min(before, scale), min(after, decided[place]))
      }
      run.append(answer, index, before: before, after: after)
    }
    return run
  }
}

extension ScalerRun {
  fileprivate mutating func append(
    _ answer: StepAnswer, _ index: Int, before: Double, after: Double
  ) {
    let overflows = !answer.culprits.isEmpty
    answers.append(answer)
    rows.append(
      ReplayRow(
        index: index, scaleBefore: before, overflows: overflows, isSkipped: overflows,
        scaleAfter: after))
  }
}

extension MagnitudeHistogram {
  /// The standard deviation of the finite values, were all values of a bin in its middle.
  var standardDeviation: Double {
    var (count, sum, squares) = (0.0, 0.0, 0.0)
    for (bin, number) in counts {
      let magnitudeBin = bin & ~MagnitudeHistogram.signBit
      guard magnitudeBin < HistogramGrid.infinity else { continue }
      let middle = magnitudeBin == 0 ? 0 : HistogramGrid.middle(of: magnitudeBin)
      count += Double(number)
      sum += Double(number) * (bin == magnitudeBin ? middle : -middle)
      squares += Double(number) * middle * middle
    }
    guard count > 0 else { return 0 }
    let mean = sum / count
    return max(0, squares / count - mean * mean).squareRoot()
  }
}

extension HistogramGrid {
  /// The middle of a bin of finite magnitudes that are not zero.
  fileprivate static func middle(of bin: UInt32) -> Double {
    let place = Int(bin - 1) % middles.count
    return Double(sign: .plus, exponent: exponent(of: bin), significand: middles[place])
  }

  /// The middles of the bins from 1 to 2, by the places of `HistogramGrid`; those of other
  /// binades are multiples.
  private static let middles: [Double] = {
    let count = bins(ofExponent: 0).count
    return (0..<count).map { index in
      let slot = count - 1 - index
      // The distance to 2, in quarters of its highest bit: that of a single magnitude, or
      // the middle between two of them.
      let quarters = [4, 4.5, 5, 5.5, 6, 7][slot % 6]
      return 2 - quarters * Double(sign: .plus, exponent: slot / 6 - 54, significand: 1)
    }
  }()
}
