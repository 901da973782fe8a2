/// What an optimizer remembers of some weights.
public struct OptimizerState: Hashable, Sendable {
  /// SGD's momentum buffer or Adam's first moment; empty before the first step.
  public var first: [Double] = []
  /// Adam's second moment; empty before the first step.
  public var second: [Double] = []
  /// The steps that were taken, one of ``stepCounts`` at first.
  public var stepCount = 0

  /// What binary64 counts exactly, as PyTorch's formulas do, with room for as many again.
  public static let stepCounts = 0...(1 << 53)

  /// Before the first step.
  public init() {}
}

/// Takes the steps of an optimizer.
///
/// Operations, their order and where constants are rounded are those of PyTorch's
/// single-tensor optimizers on a processor without fused multiplication and addition.
/// Square roots are correctly rounded, as IEEE 754 has them; those of Intel's MKL, which
/// PyTorch calls on some processors, are not.
public struct OptimizerMachine: Sendable {
  /// The optimizer.
  public let optimizer: OptimizerSettings
  /// The arithmetic of its formula.
  public let arithmetic: UpdateArithmetic

  /// Names an optimizer and an arithmetic.
  public init(_ optimizer: OptimizerSettings, arithmetic: UpdateArithmetic) {
    self.optimizer = optimizer
    self.arithmetic = arithmetic
  }

  /// What a weight is multiplied by before the update is added, in the arithmetic.
  var decayFactor: Double { rounded(optimizer.decayFactor) }

  /// A number in the arithmetic.
  @inline(__always)
  func rounded(_ number: Double) -> Double {
    arithmetic == .fp32 ? Double(Float(number)) : number
  }

  /// A weight after its decay.
  @inline(__always)
  func decayed(_ weight: Double, by factor: Double) -> Double {
    factor == 1 ? weight : rounded(rounded(weight) * factor)
  }

  /// Turns gradients into what is added to weights, and takes the step with the weights.
  ///
  /// - Precondition: There are as many of both, and of what the state holds already.
  public func step(
    _ gradients: inout [Double], _ weights: inout [Double], _ state: inout OptimizerState
  ) {
    precondition(gradients.count == weights.count, "gradients and weights do not match")
    state.stepCount += 1
    switch arithmetic {
    case .fp32: step(Float.self, &gradients, &weights, &state)
    case .fp64: step(Double.self, &gradients, &weights, &state)
    }
  }

  @inline(__always)
  private func step<Value: UpdateValue>(
    _: Value.Type, _ gradients: inout [Double], _ weights: inout [Double],
    _ state: inout OptimizerState
  ) {
    if optimizer.isAdam {
      adam(AdamConstants<Value>(optimizer, step: state.stepCount), &gradients, &weights, &state)
    } else {
      descent(Value.self, &gradients, &weights, &state)
    }
  }

  private func descent<Value: UpdateValue>(
    _: Value.Type, _ gradients: inout [Double], _ weights: inout [Double],
    _ state: inout OptimizerState
  ) {
    let rate = Value(-optimizer.learningRate)
    let (decay, hasDecay) = (Value(optimizer.weightDecay), optimizer.weightDecay != 0)
    let (momentum, hasMomentum) = (Value(optimizer.momentum), optimizer.momentum != 0)
    let share = Value(1 - optimizer.dampening)
    let (isFirst, isNesterov) = (state.first.isEmpty, optimizer.isNesterov)
    if isFirst && hasMomentum { state.first = [Double](repeating: 0, count: weights.count) }
    for index in gradients.indices {
      let weight = Value(weights[index])
      var direction = Value(gradients[index])
      if hasDecay { direction += decay * weight }
      if hasMomentum {
        let kept = Value(state.first[index])
        // The first gradient fills the buffer, undampened.
        let buffer = isFirst ? direction : kept * momentum + share * direction
        state.first[index] = buffer.wide
        direction = isNesterov ? direction + momentum * buffer : buffer
      }
      let update = rate * direction
      gradients[index] = update.wide
      weights[index] = (weight + update).wide
    }
  }

  private func adam<Value: UpdateValue>(
    _ constants: AdamConstants<Value>, _ gradients: inout [Double], _ weights: inout [Double],
    _ state: inout OptimizerState
  ) {
    if state.first.isEmpty { state.first = [Double](repeating: 0, count: weights.count) }
    if state.second.isEmpty { state.second = [Double](repeating: 0, count: weights.count) }
    let factor = Value(optimizer.decayFactor)
    let (multiplies, decay) = (optimizer.rule == .adamw, Value(optimizer.weightDecay))
    let hasDecay = optimizer.weightDecay != 0
    for index in gradients.indices {
      var weight = Value(weights[index])
      var gradient = Value(gradients[index])
      if hasDecay {
        if multiplies { weight *= factor } else { gradient += decay * weight }
      }
      let first = constants.mean(Value(state.first[index]), gradient)
      let second =
        Value(state.second[index]) * constants.beta2
        + constants.squareShare * gradient * gradient
      state.first[index] = first.wide
      state.second[index] = second.wide
      let divisor = second.squareRoot() / constants.correction + constants.epsilon
      let update = constants.rate * first / divisor
      gradients[index] = update.wide
      weights[index] = (weight + update).wide
    }
  }
}
