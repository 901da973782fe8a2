internal import ArgumentParser
internal import GradientAudit

/// The optimizer that turns gradients into updates.
struct OptimizerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The learning rate, constant over the steps.", valueName: "number"))
  var learningRate: Double?

  @Option(
    help: "The optimizer: \(NamedRule.names(OptimizerSettings.Rule.self)). (default: sgd)",
    completion: .list(OptimizerSettings.Rule.allCases.map(\.rawValue)),
    transform: { try NamedRule.rule($0) })
  var optimizer: OptimizerSettings.Rule?

  @Option(help: ArgumentHelp("SGD: the momentum. (default: 0)", valueName: "number"))
  var momentum: Double?

  @Option(
    help: ArgumentHelp("SGD: the dampening of the momentum. (default: 0)", valueName: "number"))
  var dampening: Double?

  @Flag(help: "SGD: Nesterov's momentum.")
  var nesterov = false

  @Option(
    help: ArgumentHelp("Adam: the betas. (default: 0.9,0.999)", valueName: "numbers"),
    transform: { try OptimizerOptions.betas($0) })
  var betas: (Double, Double)?

  @Option(help: ArgumentHelp("Adam: the epsilon. (default: 1e-8)", valueName: "number"))
  var epsilon: Double?

  @Option(
    help: ArgumentHelp("The weight decay. (default: 0, of adamw 0.01)", valueName: "number"))
  var weightDecay: Double?

  /// The optimizer; nil if nothing is said of one.
  ///
  /// - Throws: `ValidationError` if a number is none that it takes.
  func chosen() throws -> OptimizerSettings? {
    guard let learningRate else {
      if let option = given.first {
        throw ValidationError("\(option) needs a learning rate: --learning-rate 1e-3")
      }
      return nil
    }
    var optimizer = OptimizerSettings(self.optimizer ?? .sgd, learningRate: learningRate)
    try refuseForeign(optimizer)
    optimizer.momentum = momentum ?? optimizer.momentum
    optimizer.dampening = dampening ?? optimizer.dampening
    optimizer.isNesterov = nesterov
    (optimizer.beta1, optimizer.beta2) = betas ?? (optimizer.beta1, optimizer.beta2)
    optimizer.epsilon = epsilon ?? optimizer.epsilon
    optimizer.weightDecay = weightDecay ?? optimizer.weightDecay
    do {
      try optimizer.validate()
    } catch {
      throw ValidationError(error.description)
    }
    return optimizer
  }

  private func refuseForeign(_ optimizer: OptimizerSettings) throws {
    let foreign = optimizer.isAdam ? ofDescent : ofAdam
    guard let option = foreign.first else { return }
    throw ValidationError(
      "\(option) is no option of \(optimizer.rule.rawValue); leave it out, or choose another "
        + "--optimizer")
  }

  private var ofDescent: [String] {
    [
      momentum.map { _ in "--momentum" }, dampening.map { _ in "--dampening" },
      nesterov ? "--nesterov" : nil,
    ].compactMap(\.self)
  }

  private var ofAdam: [String] {
    [betas.map { _ in "--betas" }, epsilon.map { _ in "--epsilon" }].compactMap(\.self)
  }

  /// The options that mean nothing without a learning rate.
  private var given: [String] {
    [optimizer.map { _ in "--optimizer" }].compactMap(\.self) + ofDescent + ofAdam
      + [weightDecay.map { _ in "--weight-decay" }].compactMap(\.self)
  }

  /// The options as they are written on a command line.
  var words: [String] {
    let numbers: [(String, Double?)] = [
      ("--learning-rate", learningRate), ("--momentum", momentum), ("--dampening", dampening),
      ("--epsilon", epsilon), ("--weight-decay", weightDecay),
    ]
    return numbers.flatMap { name, number in number.map { [name, "\($0)"] } ?? [] }
      + (optimizer.map { ["--optimizer", $0.rawValue] } ?? [])
      + (betas.map { ["--betas", "\($0.0),\($0.1)"] } ?? []) + (nesterov ? ["--nesterov"] : [])
  }

  private static func betas(_ text: String) throws -> (Double, Double) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard parts.count == 2, let first = parts[0], let second = parts[1] else {
      throw ValidationError("`\(text)` are no betas; write two numbers such as 0.9,0.999")
    }
    return (first, second)
  }
}
