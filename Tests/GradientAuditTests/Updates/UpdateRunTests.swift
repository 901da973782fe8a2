import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("Updates are followed through steps")
struct UpdateRunTests {
  private let directory = TemporaryDirectory()

  private func recording(_ name: String) -> Recording {
    Recording(paths: ["\(directory.path)/\(name)"])
  }

  private func read(
    _ query: UpdateQuery, threads: Int = 2, weights: String = "w", gradients: String = "g"
  ) -> UpdateAudit {
    UpdateReader(query, threadCount: threads).read(
      UpdateInputs(weights: recording(weights), .gradients(recording(gradients))))
  }

  @Test("Kahan summation lands in the end what is lost step by step")
  func kahan() throws {
    // A quarter of a unit of bf16, eight times.
    try directory.write([1] as [Float], to: "w/a.npy")
    for step in 1...8 { try directory.write([-0x1p-9] as [Float], to: "g/step_\(step)/a.npy") }
    let audit = read(UpdateQuery(OptimizerSettings(.sgd, learningRate: 1), formats: [.bfloat16]))
    let counts = audit.entries.map { $0.tally.formats[0] }
    #expect(audit.steps == Array(1...8))
    #expect(counts.map(\.lost) == [1, 1, 1, 1, 1, 1, 1, 1])
    #expect(counts.map(\.kahanLost).allSatisfy { $0 == 0 })
    // 1/4, 1/2 (a tie, to the even weight), 3/4: moves, and keeps -1/4 of a unit. Then 0,
    // 1/4, 1/2 (a tie, away from the odd weight): moves, and keeps -1/2; then -1/4, 0.
    #expect(counts.map(\.kahanUnmoved) == [1, 1, 0, 1, 1, 0, 1, 1])
    #expect(audit.entries.allSatisfy { $0.tally.masterLost == 0 })
    #expect(audit.total.formats[0].lost == 8)
    #expect(audit.tensors.first?.stepCount == 8)
  }

  @Test("weights that were recorded at a step are taken up there")
  func recordedWeights() throws {
    try directory.write([1] as [Float], to: "w/step_1/a.npy")
    try directory.write([0x1p-8] as [Float], to: "w/step_3/a.npy")
    for step in 1...3 { try directory.write([-0x1p-9] as [Float], to: "g/step_\(step)/a.npy") }
    let audit = read(UpdateQuery(OptimizerSettings(.sgd, learningRate: 1), formats: [.bfloat16]))
    #expect(audit.entries.map { $0.tally.formats[0].lost } == [1, 1, 0])
  }

  @Test("the next recorded weights make updates without gradients")
  func nextStep() throws {
    for (step, value) in [(1, 1), (2, 1 + 0x1p-9), (5, 1.5)] {
      try directory.write([Float(value)], to: "w/step_\(step)/a.npy")
    }
    let audit = UpdateReader(UpdateQuery(nil, formats: [.bfloat16, .binary32])).read(
      UpdateInputs(weights: recording("w"), .nextStep))
    #expect(audit.steps == [1, 2])
    #expect(audit.entries.map { $0.tally.formats.map(\.lost) } == [[1, 0], [0, 0]])
  }

  @Test("Adam's squares and epsilon in 16 bits")
  func squares() throws {
    try directory.write([1, 1, 1, 1] as [Float], to: "w/a.npy")
    try directory.write([1e-3, 0x1p-13, 300, 0] as [Float], to: "g/step_1/a.npy")
    let audit = read(
      UpdateQuery(OptimizerSettings(.adam, learningRate: 1e-3), formats: [.binary16, .bfloat16]))
    let squares = try #require(audit.entries.first).tally.formats.map(\.squares)
    // 1e-6 is 17 units of 2^-24, and a thousandth of it none; 2^-26 is less than half a
    // unit; 90000 is beyond fp16.
    #expect(squares[0]?.nonzero == 3 && squares[0]?.underflow == 1)
    #expect(squares[0]?.overflow == 1 && squares[0]?.zeroMoment == 2)
    #expect(squares[1]?.underflow == 0 && squares[1]?.overflow == 0)
    #expect(squares[1]?.zeroMoment == 0)
    #expect(audit.epsilons.map { $0.value == 0 } == [true, false])
  }

  @Test("given moments continue a run")
  func moments() throws {
    try directory.write([1, -2] as [Float], to: "w/a.npy")
    let gradients: [[Float]] = [[0.1, -0.3], [0.2, 0.01], [-0.5, 0.7]]
    for (index, values) in gradients.enumerated() {
      try directory.write(values, to: "g/step_\(index + 1)/a.npy")
    }
    let query = UpdateQuery(OptimizerSettings(.adam, learningRate: 1e-3), formats: [.binary16])
    let whole = read(query)
    // The state after two steps, by the machine.
    let machine = OptimizerMachine(OptimizerSettings(.adam, learningRate: 1e-3), arithmetic: .fp32)
    var (weights, state) = ([1.0, -2.0], OptimizerState())
    for values in gradients.prefix(2) {
      var updates = values.map { Double($0) }
      machine.step(&updates, &weights, &state)
    }
    try directory.write(weights.map { Float($0) }, to: "later/step_3/a.npy")
    try directory.write(state.first.map { Float($0) }, to: "m/step_3/a.npy")
    try directory.write(state.second.map { Float($0) }, to: "v/step_3/a.npy")
    try directory.write(gradients[2], to: "last/step_3/a.npy")
    var inputs = UpdateInputs(weights: recording("later"), .gradients(recording("last")))
    (inputs.firstMoments, inputs.secondMoments) = (recording("m"), recording("v"))
    let rest = UpdateReader(query).read(inputs)
    #expect(rest.problems.isEmpty && rest.entries.count == 1)
    // The sizes depend on moments and on the number of the step.
    var exact = UpdateQuery(OptimizerSettings(.adam, learningRate: 1e-3), formats: [.binary16])
    exact.stepsBefore = 2
    let same = UpdateReader(exact).read(inputs)
    #expect(same.entries == rest.entries)
    exact.stepsBefore = 0
    #expect(UpdateReader(exact).read(inputs).entries != rest.entries)
    #expect(whole.entries.last?.tally.masterLost == rest.entries.last?.tally.masterLost)
    #expect(whole.entries.last?.tally.formats[0].squares?.nonzero == 2)
  }

  @Test("with the same answer for any number of threads", arguments: [1, 3, 8])
  func threads(count: Int) throws {
    var random = SplitMix64(seed: 5)
    func values(_ count: Int, _ scale: Float) -> [Float] {
      (0..<count).map { _ in (Float(random.next() >> 40) * 0x1p-23 - 1) * scale }
    }
    for (name, length) in [("large", 150_000), ("small", 3), ("none", 0)] {
      try directory.write(values(length, 1), to: "w/\(name).npy")
      for step in 1...3 {
        try directory.write(values(length, 0.01), to: "g/step_\(step)/\(name).npy")
      }
    }
    let query = UpdateQuery(OptimizerSettings(.adamw, learningRate: 1e-3))
    let alone = read(query, threads: 1)
    let together = read(query, threads: count)
    #expect(alone.entries.count == 9 && alone.problems.isEmpty)
    #expect(alone.entries == together.entries)
    #expect(alone.total.formats[1].stochasticLost > 1000)
  }

  @Test("what does not match is named, and the rest goes on")
  func mismatches() throws {
    let ones = [Float](repeating: 1, count: 4)
    let bytes = TemporaryDirectory.bytes(ones.map(\.bitPattern))
    for name in ["good", "shape", "order", "missing step", "e\u{301}"] {
      try directory.write(ones, to: "g/step_2/\(name).npy")
      try directory.write(ones, to: "g/step_3/\(name).npy")
    }
    try directory.write("g/step_2/order.npy", type: "<f4", shape: [2, 2], bytes: bytes)
    try directory.write("g/step_3/order.npy", type: "<f4", shape: [2, 2], bytes: bytes)
    for step in [2, 3] {
      try directory.write(ones, to: "w/step_\(step)/good.npy")
      try directory.write(Array(ones.prefix(3)), to: "w/step_\(step)/shape.npy")
      try directory.write(
        "w/step_\(step)/order.npy", type: "<f4", shape: [2, 2], isFortran: true, bytes: bytes)
      try directory.write(ones, to: "w/step_\(step)/\u{E9}.npy")
      try directory.write(ones, to: "w/step_\(step)/frozen.npy")
    }
    try directory.write(ones, to: "w/step_3/missing step.npy")
    try directory.write(ones, to: "w/step_4/missing step.npy")
    let audit = read(UpdateQuery(OptimizerSettings(.sgd, learningRate: 1)))
    #expect(audit.entries.map(\.tensor) == ["good", "good", "missing step"])
    #expect(audit.entries.map(\.step) == [2, 3, 3])
    let problems = Dictionary(grouping: audit.problems) { $0.tensor ?? "" }
    #expect(problems["shape"]?.first?.description.contains("[4] does not match [3]") == false)
    #expect(problems["shape"]?.first?.code == .sizeMismatch)
    #expect(problems["shape"]?.first?.what.contains("[3] does not match [4]") == true)
    #expect(problems["order"]?.first?.what.contains("another order") == true)
    #expect(problems["order"]?.first?.what.hasSuffix("left out at steps 2 and 3") == true)
    #expect(problems["missing step"]?.first?.what.contains("at step 2 or before") == true)
    #expect(audit.problems.contains { Array(($0.tensor ?? "").utf8) == Array("e\u{301}".utf8) })
    #expect(audit.warnings.contains { $0.tensor == "frozen" })
    #expect(audit.problems.count == 4)
  }

  @Test("a file that ends too early costs its own tensors alone")
  func cutFile() throws {
    let many = [Float](repeating: 1, count: 100_000)
    for name in ["a", "b"] {
      try directory.write(many, to: "w/\(name).npy")
      try directory.write(many, to: "g/step_1/\(name).npy")
      try directory.write(many, to: "g/step_2/\(name).npy", lessBytes: name == "a" ? 5 : 0)
    }
    let audit = read(UpdateQuery(OptimizerSettings(.sgd, learningRate: 1)))
    #expect(audit.problems.count == 1)
    #expect(audit.entries.filter { $0.tensor == "b" }.count == 2)
    #expect(audit.entries.filter { $0.tensor == "a" }.map(\.step) == [1])
    #expect(
      audit.warnings.map(\.description).contains {
        $0.hasSuffix("step_1/a.npy: tensor `a`: is recorded at 1 of 2 steps, and not at step 2")
      })
  }

  @Test("a tensor that is not at all steps is told, with those of the same steps")
  func unsteady() throws {
    for step in 1...4 {
      for name in ["a", "b", "c", "d"] where name == "d" || step == 1 || name == "c" && step != 3 {
        try directory.write([1] as [Float], to: "w/step_\(step)/\(name).npy")
      }
    }
    let audit = UpdateReader(UpdateQuery(nil)).read(
      UpdateInputs(weights: recording("w"), .nextStep))
    #expect(
      audit.warnings.map { "\($0.tensor ?? "") \($0.what)" } == [
        "a is recorded at 1 of 4 steps, and not at steps 2, 3 and 4; so is 1 more tensor",
        "c is recorded at 3 of 4 steps, and not at step 3",
      ])
    #expect(audit.entries.map { "\($0.tensor) \($0.step)" } == ["c 1", "d 1", "c 2", "d 2", "d 3"])
  }

  /// An archive of one array without a compression, with its last byte changed if asked for.
  private func archive(_ value: Float, to name: String, isDamaged: Bool) throws {
    let header = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}\n".utf8)
    var array = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header
    array += TemporaryDirectory.bytes([value.bitPattern])
    let checksum = array.reduce(~0 as UInt32) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1 == 0 ? 0 : 0xEDB8_8320) }
    }
    func word(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (8 * $0) & 0xFF) } }
    let sizes = word(~checksum) + word(UInt32(array.count)) + word(UInt32(array.count))
    let shared = [0, 0, 0, 0, 0, 0, 0, 0] + sizes + [5, 0, 0, 0] as [UInt8]
    let name2 = Array("a.npy".utf8)
    let local = Array("PK".utf8) + [3, 4, 20, 0] + shared + name2
    let entry =
      Array("PK".utf8) + [1, 2, 20, 0, 20, 0] + shared + [UInt8](repeating: 0, count: 14) + name2
    if isDamaged { array[array.count - 1] ^= 1 }
    let end =
      Array("PK".utf8) + [5, 6, 0, 0, 0, 0, 1, 0, 1, 0] + word(UInt32(entry.count))
      + word(UInt32(local.count + array.count)) + [0, 0]
    try directory.write(Data(local + array + entry + end), to: name)
  }

  @Test("a tensor that is damaged at a step is left out where that matters, which is told")
  func damaged() throws {
    for step in 1...5 {
      try archive(1 / Float(step), to: "g/step_\(step)/x.npz", isDamaged: step == 3)
    }
    try directory.write([1] as [Float], to: "w/a.npy")
    let run = read(UpdateQuery(OptimizerSettings(.sgd, learningRate: 1)))
    #expect(run.entries.map(\.step) == [1, 2])
    #expect(run.problems.map(\.code) == [.checksumMismatch])
    #expect(run.problems.map(\.tensor) == ["a"])
    #expect(run.problems[0].path.hasSuffix("step_3/x.npz"))
    #expect(run.problems[0].what.hasSuffix("its updates are left out at steps 3, 4 and 5"))
    // Each difference stands for itself.
    let differences = UpdateReader(UpdateQuery(nil)).read(
      UpdateInputs(weights: recording("g"), .nextStep))
    #expect(differences.entries.map(\.step) == [1, 4])
    #expect(differences.problems.map(\.code) == [.checksumMismatch])
    #expect(differences.problems[0].what.hasSuffix("its updates are left out at steps 2 and 3"))
  }

  @Test("a step whose file cannot be opened is a gap that no update reaches over, which is told")
  func gap() throws {
    for step in 1...5 {
      try directory.write([1 / Float(step)] as [Float], to: "g/step_\(step)/a.npy")
      try directory.write([1 / Float(step)] as [Float], to: "g/step_\(step)/b.npy")
    }
    try directory.write(Data("broken".utf8), to: "g/step_3/a.npy")
    try directory.write([1] as [Float], to: "w/a.npy")
    try directory.write([1] as [Float], to: "w/b.npy")
    let run = read(UpdateQuery(OptimizerSettings(.sgd, learningRate: 1)))
    #expect(run.entries.filter { $0.tensor == "a" }.map(\.step) == [1, 2])
    #expect(run.entries.filter { $0.tensor == "b" }.map(\.step) == Array(1...5))
    let told = run.problems.map(\.what)
    #expect(
      run.problems.count == 2 && run.problems.allSatisfy { $0.path.hasSuffix("step_3/a.npy") })
    #expect(
      told.contains(
        "could not be opened, so updates of 1 tensor that need it are left out at steps 4 and 5"))
    let differences = UpdateReader(UpdateQuery(nil)).read(
      UpdateInputs(weights: recording("g"), .nextStep))
    #expect(differences.entries.filter { $0.tensor == "a" }.map(\.step) == [1, 4])
    #expect(differences.entries.filter { $0.tensor == "b" }.map(\.step) == [1, 2, 3, 4])
    #expect(differences.problems.contains { $0.what.hasSuffix("are left out at step 2") })
  }

  @Test("infinite and NaN values are counted apart")
  func nonfinite() throws {
    try directory.write([1, .infinity, 1, 1, 70_000] as [Float], to: "w/a.npy")
    try directory.write([1, 1, .nan, 0, 1] as [Float], to: "g/step_1/a.npy")
    let audit = read(
      UpdateQuery(OptimizerSettings(.sgd, learningRate: 1), formats: [.binary16, .binary32]))
    let counts = try #require(audit.entries.first).tally.formats
    #expect(counts.map(\.nonfinite) == [3, 2])
    #expect(counts.map(\.zero) == [1, 1])
    #expect(counts.map(\.nonzero) == [1, 2])
    #expect(counts.map(\.lost) == [0, 0])
  }
}
