import GradientAudit
import Testing

@Suite("The machines of loss scalers")
struct ScalerMachineTests {
  private func scales(
    _ name: String, _ overflows: [Bool], _ settings: [String: String] = [:]
  ) throws -> [Double] {
    try run(name, overflows, settings).rows.map(\.scaleAfter)
  }

  private func run(
    _ name: String, _ overflows: [Bool], _ settings: [String: String] = [:]
  ) throws -> ScalerRun {
    var scaler = try LossScaler(named: name)
    for (parameter, value) in settings { try scaler.set(parameter, to: value) }
    let sequence = try OverflowSequence(String(overflows.map { $0 ? "X" : "o" }))
    return try #require(try Replayer(Replayer.Query([scaler])).replay(sequence).runs.first)
  }

  @Test("agree with rules that are written down by step numbers, on 300 random sequences")
  func restatements() throws {
    var random = SplitMix64(seed: 6)
    for _ in 0..<300 {
      let window = Int.random(in: 1...9, using: &random)
      let hysteresis = Int.random(in: 1...4, using: &random)
      let consecutive = Bool.random(using: &random)
      let rarity = Int.random(in: 1...12, using: &random)
      let overflows = (0..<Int.random(in: 20...300, using: &random)).map { _ in
        Int.random(in: 0..<rarity + 1, using: &random) == 0
      }
      let settings = ["initial_scale": "1024", "growth_interval": "\(window)"]
      #expect(
        try scales("apex_legacy", overflows, settings)
          == ScalerRestatement.apexLegacy(overflows, 1024, window: window))
      #expect(
        try scales("mindspore_manager", overflows, settings)
          == ScalerRestatement.apexLegacy(overflows, 1024, window: window) { Double(Float($0)) })
      #expect(
        try scales("mindspore_cell", overflows, settings)
          == ScalerRestatement.mindSporeCell(overflows, 1024, window: window))
      #expect(
        try scales("flax", overflows, settings)
          == ScalerRestatement.flax(overflows, 1024, window: window))
      #expect(
        try scales("mxnet", overflows, settings)
          == ScalerRestatement.mxnet(overflows, 1024, window: window))
      let deepSpeed = [
        "hysteresis": "\(hysteresis)", "consecutive_hysteresis": "\(consecutive)",
      ]
      #expect(
        try scales("deepspeed_zero", overflows, settings.merging(deepSpeed) { $1 })
          == ScalerRestatement.deepSpeed(
            overflows, 1024, window: window, hysteresis: hysteresis, consecutive: consecutive))
    }
  }

  @Test("torch's scale is rounded into binary32 once, from a product of binary64")
  func torchArithmetic() throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<200 {
      let growth = Double.random(in: 1.01...3, using: &random)
      let backoff = Double.random(in: 0.1...0.95, using: &random)
      let overflows = (0..<300).map { _ in Int.random(in: 0..<4, using: &random) == 0 }
      let settings = [
        "initial_scale": "3000", "growth_interval": "2", "growth_factor": "\(growth)",
        "backoff_factor": "\(backoff)",
      ]
      #expect(
        try scales("torch", overflows, settings)
          == ScalerRestatement.torch(overflows, 3000, window: 2, growth: growth, backoff: backoff))
    }
  }

  @Test("scales in binary32 pass through subnormals, and come to 0 after 166 halvings")
  func collapse() throws {
    let scales = try scales("torch", Array(repeating: true, count: 170))
    #expect(scales[142] == 0x1p-127 && scales[164] == 0x1p-149)
    #expect(scales[164] > 0 && scales[165] == 0)
    // In binary64, after 1,091.
    let apex = try self.scales("apex_amp", Array(repeating: true, count: 1091))
    #expect(apex[1089] > 0 && apex[1090] == 0)
  }

  @Test("scales that grow stay at 2^127, or become infinite, or stop at a cap")
  func growth() throws {
    func end(_ name: String) throws -> Double? {
      try scales(
        name, Array(repeating: false, count: 400),
        ["growth_interval": "1", "initial_scale": "65536"]
      ).last
    }
    for name in ["torch", "tf_keras", "jmp", "apex_hysteresis_kernel", "paddle_op"] {
      #expect(try end(name) == 0x1p127, "\(name)")
    }
    for name in ["megatron", "keras3", "paddle_dygraph", "colossalai", "torch_fsdp"] {
      #expect(try end(name) == .infinity, "\(name)")
    }
    #expect(try end("flax") == Double(Float.greatestFiniteMagnitude))
    #expect(try end("apex_amp") == 0x1p24 && (try end("mxnet")) == 0x1p24)
    #expect(try end("openseq2seq_backoff") == 0x1p14)
    #expect(try scales("static", [false, true]) == [65536, 65536])
  }

  @Test("MindSpore's manager raises after 1,000 overflows in a row, DeepSpeed at its floor")
  func raising() throws {
    let overflows = Array(repeating: true, count: 1200)
    #expect(try run("mindspore_manager", overflows).raised?.index == 1000)
    let raised = try #require(try run("deepspeed_zero", overflows).raised)
    #expect(raised.index == 17 && raised.scaleBefore == 1 && raised.scaleAfter == 1)
    #expect(try run("deepspeed_zero", overflows, ["raise_at_min": "false"]).raised == nil)
    #expect(try run("fairseq", overflows).raised?.scaleAfter ?? 0 > 1e-4)
    #expect(try run("metaseq", overflows).rows.last?.scaleAfter == 0x1p-5)
  }

  @Test("fairseq lowers its scale where the tolerated share of overflows is reached")
  func tolerance() throws {
    let settings = ["tolerance": "0.25", "growth_interval": "1000", "initial_scale": "1024"]
    let fourth = [false, false, false, true]
    #expect(try scales("fairseq", fourth, settings) == [1024, 1024, 1024, 512])
    #expect(try scales("fairseq", [false] + fourth, settings).last == 1024)
  }

  @Test("a factor of one-factor stacks divides, unless a backoff is set too")
  func oneFactor() throws {
    let overflow = [true]
    let three = ["growth_factor": "3", "initial_scale": "1000"]
    #expect(try scales("apex_amp", overflow, three) == [1000.0 / 3])
    #expect(try scales("torch", overflow, three) == [500])
    #expect(
      try scales("apex_amp", overflow, three.merging(["backoff_factor": "0.25"]) { $1 }) == [250])
  }

  @Test("custom has every knob")
  func custom() throws {
    let scales = try scales(
      "custom", [true, true, true, false, false],
      [
        "min_scale": "8", "max_scale": "10", "initial_scale": "20", "hysteresis": "2",
        "growth_interval": "2",
      ])
    #expect(scales == [20, 10, 8, 8, 10])
  }
}
