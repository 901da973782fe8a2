/// How an optimizer makes updates of gradients, as PyTorch's `torch.optim` does.
///
/// `SGD` with momentum, dampening, Nesterov's variant and weight decay; `Adam`, whose
/// weight decay is added to the gradient; `AdamW`, whose weight decay multiplies the
/// weight. Neither AMSGrad nor `maximize`.
///
/// Source: torch/optim/sgd.py and adam.py of PyTorch 2.13, the single-tensor versions.
public struct OptimizerSettings: Hashable, Sendable {
  /// The rule.
  public enum Rule: String, Hashable, Sendable, CaseIterable {
    /// Stochastic gradient descent.
    case sgd
    /// Adam (Kingma and Ba, 2015), weight decay in the gradient.
    case adam
    /// Adam with decoupled weight decay (Loshchilov and Hutter, 2019).
    case adamw
  }

  /// The rule.
  public let rule: Rule
  /// The learning rate; constant over the recorded steps.
  public var learningRate: Double
  /// SGD: the share of the momentum buffer that is kept.
  public var momentum = 0.0
  /// SGD: the share of a gradient that does not enter the momentum buffer; the first
  /// enters whole.
  public var dampening = 0.0
  /// SGD: whether the momentum is looked ahead.
  public var isNesterov = false
  /// Adam: the share of the first moment that is kept.
  public var beta1 = 0.9
  /// Adam: the share of the second moment that is kept.
  public var beta2 = 0.999
  /// Adam: what is added to the root of the second moment.
  public var epsilon = 1e-8
  /// The weight decay; AdamW's default is 0.01.
  public var weightDecay: Double

  /// Creates an optimizer with PyTorch's defaults.
  public init(_ rule: Rule, learningRate: Double) {
    self.rule = rule
    self.learningRate = learningRate
    weightDecay = rule == .adamw ? 0.01 : 0
  }

  /// Whether the rule keeps first and second moments.
  public var isAdam: Bool { rule != .sgd }

  /// What a weight is multiplied by before the update is added: less than 1 under
  /// decoupled weight decay alone.
  var decayFactor: Double { rule == .adamw ? 1 - learningRate * weightDecay : 1 }

  /// Checks what PyTorch's constructors check, and that all numbers are finite.
  public func validate() throws(OptimizerError) {
    func check(_ name: String, _ value: Double, below limit: Double = .infinity)
      throws(OptimizerError)
    {
      guard value >= 0, value < limit else { throw .outOfRange(name, value, below: limit) }
    }
    try check("learning rate", learningRate)
    try check("weight decay", weightDecay)
    if isAdam {
      try check("first beta", beta1, below: 1)
      try check("second beta", beta2, below: 1)
      try check("epsilon", epsilon)
    } else {
      try check("momentum", momentum)
      guard dampening.isFinite else { throw .notFinite("dampening", dampening) }
      if isNesterov && (momentum == 0 || dampening != 0) { throw .nesterov }
    }
  }
}

/// Why an optimizer cannot be had.
public enum OptimizerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A number below zero, or not below its limit, or NaN.
  case outOfRange(String, Double, below: Double)
  /// A number that may be negative, but is infinite or NaN.
  case notFinite(String, Double)
  /// Nesterov's variant without momentum, or with dampening.
  case nesterov

  /// What is wrong, and what to write.
  public var description: String {
    switch self {
    case .outOfRange(let name, let value, let limit):
      "the \(name) \(value) is not "
        + (limit.isFinite ? "in 0..<\(limit)" : "a finite number of at least 0")
    case .notFinite(let name, let value): "the \(name) \(value) is not finite"
    case .nesterov: "Nesterov's variant needs a momentum above 0 and no dampening"
    }
  }
}
