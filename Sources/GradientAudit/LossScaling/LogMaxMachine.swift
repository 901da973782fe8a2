#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// OpenSeq2Seq's LogMax: the scale that keeps the greatest magnitude below `2^16`, were
/// its logarithm normally distributed.
///
/// `s = clip(2^(16 - (mu + 3.09 sigma)), min, max)` with exponential averages of
/// `log2 max|g|`, in binary32. A step that overflows feeds `2^log_max` instead of
/// `log_max` into the averages: a defect that is kept. A step of zeros alone has the
/// logarithm -inf, and the scale stays at its cap from then on [unverified].
/// Source: `automatic_loss_scaler.py`, class `LogMaxScaler`.
struct LogMaxMachine: ScalerMachine {
  private(set) var scale: Double
  private let floor: Float
  private let cap: Float
  private let logMax: Float
  private let deviations: Float
  private var fast: LogAverage
  private var slow: LogAverage
  private var squares: LogAverage

  init(_ scaler: LossScaler) {
    scale = scaler.initialScale
    floor = Float(scaler.number(.minScale) ?? 0)
    cap = Float(scaler.number(.maxScale) ?? .infinity)
    logMax = Float(scaler.number(.logMax) ?? 16)
    deviations = Float(scaler.number(.overflowStdDev) ?? 3.09)
    fast = LogAverage(scaler.number(.beta1) ?? 0.99)
    slow = LogAverage(scaler.number(.beta2) ?? 0.999)
    squares = slow
  }

  mutating func update(after step: StepFinding) -> Bool {
    let greatest = Float(step.greatestMagnitude)
    let sample = step.overflows ? exp2(logMax) : log(greatest) / log(Float(2))
    fast.add(sample)
    slow.add(sample)
    squares.add(sample * sample)
    let variance = squares.mean - slow.mean * slow.mean
    let sigma = variance > 0 ? variance.squareRoot() : 0
    let proposed = exp2(16 - (sigma * deviations + fast.mean))
    scale = Double(max(floor, min(proposed, cap)))
    return true
  }
}

/// An exponential average, corrected for its start at zero.
private struct LogAverage: Sendable {
  private let beta: Float
  private let rest: Float
  private var sum: Float = 0
  private var correction: Float = 1

  init(_ beta: Double) {
    self.beta = Float(beta)
    rest = Float(1 - beta)
  }

  mutating func add(_ sample: Float) {
    sum = beta * sum + rest * sample
    correction *= beta
  }

  var mean: Float { sum / (1 - correction) }
}
