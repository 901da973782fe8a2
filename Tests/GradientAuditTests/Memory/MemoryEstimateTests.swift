import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("Memory from a recording's shapes")
struct MemoryEstimateTests {
  private func recording(_ tensors: [(path: String, shape: [Int])]) throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    for tensor in tensors {
      let count = tensor.shape.reduce(1, *)
      try directory.write(
        tensor.path, type: "<f4", shape: tensor.shape,
        bytes: [UInt8](repeating: 0, count: 4 * count))
    }
    return directory
  }

  private func list(_ tensors: [(String, [Int])], filter: String? = nil) throws -> ParameterList {
    let directory = try recording(tensors)
    return ParameterList(
      Recording(paths: [directory.path]), filter: try filter.map { try TensorFilter($0) } ?? .all)
  }

  private static let small: [(String, [Int])] = [
    ("step_1/a.weight.npy", [3, 5]), ("step_1/a.bias.npy", [5]), ("step_1/b.0.weight.npy", [7]),
    ("step_2/a.weight.npy", [3, 5]), ("step_2/a.bias.npy", [5]), ("step_2/late.npy", []),
  ]

  @Test("each name counts once, wherever it appears or vanishes")
  func presence() throws {
    let list = try list(Self.small)
    #expect(list.parameters.map(\.name) == ["a.bias", "a.weight", "b.0.weight", "late"])
    #expect(list.parameters.map(\.count) == [5, 15, 7, 1])
    #expect(list.parameters.map(\.stepCount) == [2, 2, 1, 1])
    #expect(list.unsteady.map(\.name) == ["b.0.weight", "late"])
    #expect(list.steps == [1, 2] && list.elementTypes == ["fp32"])
    #expect(list.problems.isEmpty && list.conflicts.isEmpty)
  }

  @Test("bytes are sums over tensors, a scale each where a recipe has one")
  func bytes() throws {
    let estimate = try MemoryEstimate(try list(Self.small))
    #expect(estimate.total.parameterCount == 28 && estimate.total.tensorCount == 4)
    func use(_ name: String, _ optimizer: Optimizer) throws -> MemoryUse {
      estimate.use(of: estimate.total, try MemoryRecipe(named: name), optimizer)
    }
    #expect(try use("fp32", .adam).keptByteCount == 28 * 16)
    #expect(try use("fp32", .sgd).keptByteCount == 28 * 8)
    // Weights: three reads, a write. Gradients: a write, a read. Moments: both of each.
    #expect(try use("fp32", .adam).movedByteCount == 28 * 4 * (4 + 2 + 2 + 2))
    #expect(try use("fp16_master", .momentum).keptByteCount == 28 * (2 + 4 + 2 + 4))
    #expect(try use("bf16_kahan", .adam).keptByteCount(.compensation) == 28 * 2)
    #expect(try use("gradients8", .adam).keptByteCount(.gradients) == 28 + 4 * 4)
    // FP8-LM: 6 bytes a parameter, and a scale of four tensors for each of four arrays.
    #expect(try use("fp8_lm", .adam).keptByteCount == 28 * 6 + 4 * 4 * 4)
  }

  @Test("groups sum to all of it", arguments: 1...4)
  func groups(depth: Int) throws {
    let estimate = try MemoryEstimate(try list(Self.small), depth: depth)
    for recipe in estimate.recipes {
      for optimizer in estimate.optimizers {
        let uses = estimate.groups.map { estimate.use(of: $0, recipe, optimizer) }
        let all = estimate.use(of: estimate.total, recipe, optimizer)
        #expect(uses.reduce(0) { $0 + $1.keptByteCount } == all.keptByteCount)
        #expect(uses.reduce(0) { $0 + $1.movedByteCount } == all.movedByteCount)
      }
    }
    let names = depth == 1 ? ["a", "b", "late"] : ["a", "b.0", "late"]
    #expect(estimate.groups.map(\.name) == names)
  }

  @Test("a group is the beginning of a name, never its last part")
  func groupNames() {
    let cases = [
      ("blocks.0.qkv.weight", 1, "blocks"), ("blocks.0.qkv.weight", 2, "blocks.0"),
      ("blocks.0.qkv.weight", 9, "blocks.0.qkv"), ("position", 1, "position"),
      ("a/b.c", 1, "a"), ("a/b.c", 2, "a/b"), (".hidden", 1, ".hidden"), ("x.", 1, "x"),
      ("", 1, ""),
    ]
    for (tensor, depth, group) in cases {
      #expect(ParameterGroup.name(of: tensor, depth: depth) == group, "\(tensor)")
    }
  }

  @Test("bounds are quotients of bytes, rounded up to two decimals")
  func bounds() throws {
    let estimate = try MemoryEstimate(try list(Self.small))
    let half = try MemoryRecipe(named: "bf16_stochastic")
    #expect(estimate.stepBound(half, .adam)?.description == "2.00")
    #expect(estimate.exchangeBound(half, .adam)?.description == "2.00")
    // ZeRO's layout: 6 of weights, 8 of the master, 6 of gradients, 16 of moments.
    let bound = estimate.stepBound(try MemoryRecipe(named: "fp16_master"), .adam)
    #expect(bound?.before == 28 * 40 && bound?.after == 28 * 36)
    #expect(bound?.description == "1.12")
    let empty = try MemoryEstimate(try list([("step_1/none.npy", [0])]))
    #expect(empty.total.parameterCount == 0 && empty.stepBound(half, .adam) == nil)
  }

  @Test("a tensor whose shape changes is left out, and said to be, with both steps")
  func conflict() throws {
    let list = try list(Self.small + [("step_3/a.weight.npy", [5, 3])])
    #expect(!list.parameters.map(\.name).contains("a.weight"))
    let conflict = try #require(list.conflicts.first)
    #expect(list.conflicts.count == 1 && conflict.tensor == "a.weight")
    #expect(conflict.first.step == 1 && conflict.other.step == 3)
    #expect("\(conflict)".contains("[5, 3] at step 3, [3, 5] at step 1"))
  }

  @Test("only what is asked for is a parameter")
  func filter() throws {
    let list = try list(Self.small, filter: "a.**,!**.bias")
    #expect(list.parameters.map(\.name) == ["a.weight"])
    #expect(list.names.count == 4)
  }

  @Test("histograms say the same as the dump that they were made from")
  func histograms() throws {
    let directory = try recording(Self.small)
    let kept = RecordingReader().read(Recording(paths: [directory.path]))
    let file = TemporaryDirectory()
    try file.write(Data(kept.fileBytes), to: "run.fphist")
    let fromFile = ParameterList(Recording(paths: [file.path + "/run.fphist"]))
    let fromDump = ParameterList(Recording(paths: [directory.path]))
    #expect(fromFile.parameters == fromDump.parameters && fromFile.parameters.count == 4)
    #expect(fromFile.steps == fromDump.steps && fromFile.problems.isEmpty)
  }

  @Test("shapes that no model has are refused, not summed beyond what integers hold")
  func tooMany() throws {
    let directory = TemporaryDirectory()
    try directory.write(
      Data(ForgedHistogram.claiming([1 << 56, 1 << 56], named: "w")), to: "run.fphist")
    let file = directory.path + "/run.fphist"
    let list = ParameterList(Recording(paths: [file]))
    #expect(list.parameters.map(\.count) == [1 << 56, 1 << 56] && list.problems.isEmpty)
    do throws(MemoryError) {
      _ = try MemoryEstimate(list)
      Issue.record("summed what no model has")
    } catch {
      #expect(error == .tooManyParameters("w1", shape: [1 << 56]))
      #expect("\(error)".contains("fpaudit inspect"))
    }
    let one = try MemoryEstimate(
      ParameterList(
        Recording(paths: [file]), filter: TensorFilter("w0")))
    let use = one.use(of: one.total, .single, .adam)
    #expect(use.keptByteCount == 1 << 60 && use.movedByteCount == 40 << 56)
  }
}
