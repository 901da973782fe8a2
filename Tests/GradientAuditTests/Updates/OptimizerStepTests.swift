import Foundation
import GradientAudit
import Testing

/// Steps of `torch.optim` on a CPU, bit by bit; made by Tests/peers/check_optimizers.py.
private struct OptimizerFixture: Decodable {
  let cases: [Case]

  struct Case: Decodable {
    let arithmetic: String
    let rule: String
    let options: Options
    let weights: [String]
    let steps: [Step]
  }

  struct Options: Decodable {
    let lr: Double
    let momentum: Double?
    let dampening: Double?
    let nesterov: Bool?
    let betas: [Double]?
    let eps: Double?
    let weight_decay: Double?
  }

  struct Step: Decodable {
    let gradients: [String]
    let updates: [String]
    let weights: [String]
  }

  static func load() throws -> OptimizerFixture {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/optimizer-steps.json")
    return try JSONDecoder().decode(OptimizerFixture.self, from: Data(contentsOf: file))
  }
}

@Suite("Optimizers take PyTorch's steps")
struct OptimizerStepTests {
  private func values(_ texts: [String], _ arithmetic: UpdateArithmetic) throws -> [Double] {
    try texts.map { text in
      arithmetic == .fp32
        ? Double(Float(bitPattern: try #require(UInt32(text, radix: 16))))
        : Double(bitPattern: try #require(UInt64(text, radix: 16)))
    }
  }

  private func optimizer(_ fixture: OptimizerFixture.Case) throws -> OptimizerSettings {
    let options = fixture.options
    var optimizer = OptimizerSettings(
      try #require(OptimizerSettings.Rule(rawValue: fixture.rule)), learningRate: options.lr)
    optimizer.momentum = options.momentum ?? optimizer.momentum
    optimizer.dampening = options.dampening ?? optimizer.dampening
    optimizer.isNesterov = options.nesterov ?? false
    optimizer.beta1 = options.betas?[0] ?? optimizer.beta1
    optimizer.beta2 = options.betas?[1] ?? optimizer.beta2
    optimizer.epsilon = options.eps ?? optimizer.epsilon
    optimizer.weightDecay = options.weight_decay ?? optimizer.weightDecay
    try optimizer.validate()
    return optimizer
  }

  @Test("with every option, in FP32 and FP64, to the last bit")
  func steps() throws {
    let fixture = try OptimizerFixture.load()
    #expect(fixture.cases.count == 16)
    for one in fixture.cases {
      let arithmetic = try #require(UpdateArithmetic(rawValue: one.arithmetic))
      let machine = OptimizerMachine(try optimizer(one), arithmetic: arithmetic)
      var weights = try values(one.weights, arithmetic)
      var state = OptimizerState()
      #expect(one.steps.count == 4 && !weights.isEmpty)
      for step in one.steps {
        var updates = try values(step.gradients, arithmetic)
        machine.step(&updates, &weights, &state)
        #expect(updates == (try values(step.updates, arithmetic)), "\(one.rule) \(one.options)")
        #expect(weights == (try values(step.weights, arithmetic)), "\(one.rule) \(one.options)")
      }
    }
  }

  @Test("and refuse what PyTorch refuses, and numbers that are none")
  func refusals() {
    func isValid(_ rule: OptimizerSettings.Rule, _ change: (inout OptimizerSettings) -> Void)
      -> Bool
    {
      var optimizer = OptimizerSettings(rule, learningRate: 0.1)
      change(&optimizer)
      return (try? optimizer.validate()) != nil
    }
    #expect(isValid(.sgd) { _ in } && isValid(.adam) { _ in } && isValid(.adamw) { _ in })
    for rate in [Double.nan, -1, .infinity] {
      #expect(!isValid(.sgd) { $0.learningRate = rate })
    }
    #expect(!isValid(.sgd) { $0.momentum = -0.1 })
    #expect(!isValid(.sgd) { $0.dampening = .nan })
    #expect(!isValid(.sgd) { $0.isNesterov = true })
    #expect(isValid(.sgd) { ($0.isNesterov, $0.momentum) = (true, 0.9) })
    #expect(!isValid(.sgd) { ($0.isNesterov, $0.momentum, $0.dampening) = (true, 0.9, 0.1) })
    #expect(!isValid(.adam) { $0.beta1 = 1 })
    #expect(!isValid(.adam) { $0.beta2 = .nan })
    #expect(!isValid(.adamw) { $0.epsilon = -1e-9 })
    #expect(!isValid(.adamw) { $0.weightDecay = .infinity })
  }
}
