internal import FloatEmulation

/// How weights are kept in one format.
struct StoreRules: Sendable {
  let format: FloatFormat
  let sum: UpdateSum
  let machine: OptimizerMachine?
  let nearest: RoundingKernel
  let towardZero: RoundingKernel
  let stochastic: Projection
  private let randomBitCount: Int
  /// What a sum beyond the greatest value becomes; that value itself where there is neither
  /// infinity nor NaN.
  private let beyond: Double
  private let greatest: Double
  /// The exponents of the least normal binade, of units below it, and of those above it
  /// less that of the value.
  private let (leastNormalExponent, subnormalUnit, unitDistance): (Int, Int, Int)

  init(_ format: FloatFormat, _ query: UpdateQuery) {
    self.format = format
    sum = query.sum
    machine = query.optimizer.map {
      OptimizerMachine($0, arithmetic: query.arithmetic)
    }
    nearest = RoundingKernel(Projection(format))
    towardZero = RoundingKernel(Projection(format, direction: .towardZero))
    let rule = query.stochasticRounding
    stochastic = Projection(
      format, direction: rule.map { .stochastic($0) } ?? .tiesToEven)
    randomBitCount = query.randomBitCount
    greatest = format.greatestFiniteMagnitude
    beyond = stochastic.round(Double.greatestFiniteMagnitude, random: .max).value
    leastNormalExponent = Int(format.leastNormalMagnitude.exponent)
    subnormalUnit = Int(format.ulp(at: 0).exponent)
    unitDistance = format.trailingSignificandBitCount
  }

  /// The exponent of the unit in the last place at a finite value.
  @inline(__always)
  func unitExponent(at value: Double) -> Int {
    let exponent = value == 0 ? Int.min : Int(value.exponent)
    return exponent < leastNormalExponent ? subnormalUnit : exponent - unitDistance
  }

  /// How many of the `2^N` draws of stochastic rounding give a value of the format.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - target: What is rounded; finite.
  ///   - truncated: The target rounded toward zero.
  @inline(__always)
  func draws(giving value: Double, of target: Double, truncated: Double) -> UInt64 {
    let drawCount = UInt64(1) << UInt64(randomBitCount)
    let (low, rest) = (truncated.magnitude, target.magnitude - truncated.magnitude)
    let wanted = target.sign == .minus ? -value : value
    // Exact: a power of two times what is left of the target's significand.
    let unit = unitExponent(at: target)
    let scale = Double(sign: .plus, exponent: randomBitCount - unit, significand: 1)
    let reach = rest * scale
    // Beyond the greatest value all draws overflow.
    guard reach < Double(drawCount) else { return wanted == beyond ? drawCount : 0 }
    let away = UInt64(reach)
    let next = low + Double(sign: .plus, exponent: unit, significand: 1)
    let high = next > greatest ? beyond : next
    if low == high { return wanted == low ? drawCount : 0 }
    return (wanted == low ? drawCount - away : 0) + (wanted == high ? away : 0)
  }
}
