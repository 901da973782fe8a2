import FloatEmulation
import Foundation
import GradientAudit
import Testing

@Suite("A replay of recorded gradients")
struct ReplayTests {
  /// Steps of two tensors, with overflows at scales from 2^12 to 2^20.
  private static func steps(_ count: Int, seed: UInt64) -> [[[Float]]] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let size = Float(
        sign: .plus, exponent: Int.random(in: -7...0, using: &random), significand: 1)
      return (0..<2).map { _ in
        (0..<40).map { _ in
          let small = Float(
            sign: .plus, exponent: Int.random(in: -34...0, using: &random), significand: 1)
          return Float.random(in: -1...1, using: &random) * size * small
        }
      }
    }
  }

  private static func directory(_ steps: [[[Float]]]) throws -> TemporaryDirectory {
    let directory = TemporaryDirectory()
    for (number, tensors) in steps.enumerated() {
      for (values, name) in zip(tensors, ["a", "b"]) {
        try directory.write(values, to: "step_\(number)/\(name).npy")
      }
    }
    return directory
  }

  private func scaler(_ name: String, _ settings: [String: String]) throws -> LossScaler {
    var scaler = try LossScaler(named: name)
    for (parameter, value) in settings { try scaler.set(parameter, to: value) }
    return scaler
  }

  @Test("skips a step for the least value that overflows, and for none below it")
  func leastOverflow() throws {
    let directory = try Self.directory([[[1], [65520]], [[1], [Float(65520).nextDown]]])
    let scaler = try scaler("static", ["initial_scale": "1"])
    let replay = try Replayer(Replayer.Query([scaler])).replay(Recording(paths: [directory.path]))
    let run = try #require(replay.runs.first)
    #expect(run.rows.map(\.isSkipped) == [true, false])
    #expect(run.rows.map { replay.culprits(of: $0, run) } == [["b"], []])
  }

  @Test("feeds 2^log_max into LogMax's averages where a step overflows, as OpenSeq2Seq does")
  func logMaxAfterOverflow() throws {
    let directory = try Self.directory([[[1], [1]], [[-1], [0.5]], [[.infinity], [1]]])
    let scaler = try scaler("openseq2seq_logmax", ["min_scale": "1e-9"])
    let replay = try Replayer(Replayer.Query([scaler])).replay(Recording(paths: [directory.path]))
    let rows = try #require(replay.runs.first).rows
    #expect(rows.map(\.scaleAfter) == [16384, 16384, Double(Float(1e-9))])
  }

  @Test(
    "is what rounding each value gives: scale, skip, culprits, counts",
    arguments: ["2", "1.7", "3"])
  func bruteForce(growth: String) throws {
    let steps = Self.steps(60, seed: 11)
    let directory = try Self.directory(steps)
    let scaler = try scaler("torch", ["growth_factor": growth, "growth_interval": "3"])
    let replay = try Replayer(Replayer.Query([scaler])).replay(Recording(paths: [directory.path]))
    let run = try #require(replay.runs.first)
    #expect(run.rows.count == 60 && replay.isExact)
    #expect(run.skippedCount > 5 && run.skippedCount < 40, "\(run.skippedCount)")
    var (scale, clean) = (Float(65536), 0)
    let half = Projection(.binary16)
    for (row, tensors) in zip(run.rows, steps) {
      let counts = tensors.map {
        BruteForce.outcomes($0.map(Double.init), half, scale: Double(scale), .exact)
      }
      #expect(row.scaleBefore == Double(scale))
      let culprits = zip(["a", "b"], counts).filter { $0.1.overflow > 0 }.map(\.0)
      #expect(replay.culprits(of: row, run) == culprits)
      #expect(row.isSkipped == !culprits.isEmpty)
      let found = try #require(replay.counts(of: row, run))
      let (lost, beyond) = counts.reduce((0, 0)) { ($0.0 + $1.underflow, $0.1 + $1.overflow) }
      #expect(found.underflow == lost...lost && found.overflow == beyond...beyond)
      clean = row.isSkipped ? 0 : clean + 1
      if row.isSkipped { scale = Float(Double(scale) * 0.5) }
      if clean == 3 {
        scale = Float(Double(scale) * (Double(growth) ?? 2))
        clean = 0
      }
    }
  }

  @Test("a histogram gives the same scales and skips, and bounds that hold the counts")
  func histogram() throws {
    let directory = try Self.directory(Self.steps(40, seed: 12))
    let recording = Recording(paths: [directory.path])
    for growth in ["2", "1.7"] {
      let scaler = try scaler("torch", ["growth_factor": growth, "growth_interval": "2"])
      let replayer = Replayer(Replayer.Query([scaler]))
      let exact = try replayer.replay(recording)
      let kept = try replayer.replay(RecordingReader().read(recording))
      #expect(kept.runs[0].rows == exact.runs[0].rows)
      #expect(kept.isExact == (growth == "2"))
      for row in kept.runs[0].rows {
        let bounds = try #require(kept.counts(of: row, kept.runs[0]))
        let counts = try #require(exact.counts(of: row, exact.runs[0]))
        #expect(bounds.underflow.contains(counts.underflow.lowerBound) && counts.isExact)
        #expect(bounds.overflow.contains(counts.overflow.lowerBound))
      }
    }
  }

  @Test("all scalers over a stream that is repeated, on any number of threads")
  func everyScaler() throws {
    let directory = try Self.directory(Self.steps(25, seed: 13))
    let recording = Recording(paths: [directory.path])
    var query = Replayer.Query(LossScaler.catalogue)
    query.length = .times(3)
    let one = try Replayer(query, threadCount: 1).replay(recording)
    let four = try Replayer(query, threadCount: 4).replay(recording)
    for (left, right) in zip(one.runs, four.runs) {
      #expect(left.rows == right.rows)
      #expect(left.rows.count == 75 || left.raised != nil, "\(left.scaler.name)")
      #expect(one.losses(of: left) == four.losses(of: right))
      for row in left.rows {
        #expect(one.culprits(of: row, left).isEmpty == !row.overflows)
      }
    }
    #expect(one.step(at: 30).number == 5)
  }

  @Test("recorded infinities and NaN overflow at every scale, down to 0 and up to infinity")
  func nonfinite() throws {
    let directory = TemporaryDirectory()
    try directory.write([1e-3, .nan], to: "step_1/a.npy")
    try directory.write([0, 0] as [Float], to: "step_2/a.npy")
    try directory.write([1e-38] as [Float], to: "step_3/a.npy")
    let recording = Recording(paths: [directory.path])
    var query = Replayer.Query([
      try scaler("torch", [:]), try scaler("keras3", ["growth_interval": "1"]),
      try scaler("static", ["initial_scale": "5e-324"]),
    ])
    query.length = .steps(3000)
    let replay = try Replayer(query).replay(recording)
    let torch = replay.runs[0]
    #expect(torch.rows.last?.scaleAfter == 0)
    #expect(torch.rows.allSatisfy { $0.overflows == ($0.index % 3 == 0) })
    let keras = replay.runs[1]
    #expect(keras.rows[0].scaleAfter == 16384 && keras.rows.last?.scaleAfter == .infinity)
    #expect(keras.rows.last?.overflows == true && keras.rows[2998].overflows)
    #expect(replay.runs[2].skippedCount == 1000)
    let counts = try #require(replay.counts(of: replay.runs[2].rows[2], replay.runs[2]))
    #expect(counts.underflow == 1...1)
  }

  @Test("tensors that come and go are named, and AdaLoss follows each of them")
  func unsteady() throws {
    let directory = TemporaryDirectory()
    try directory.write([1e-6, -1e-6, 2e-6] as [Float], to: "step_1/a.npy")
    try directory.write([1e-6, -1e-6, 2e-6] as [Float], to: "step_3/a.npy")
    try directory.write([1.0, -1, 2] as [Float], to: "step_3/b.npy")
    var query = Replayer.Query([try scaler("adaloss", [:])])
    query.countsValues = false
    let replay = try Replayer(query).replay(Recording(paths: [directory.path]))
    #expect(replay.unsteadyTensors.map(\.name) == ["b"])
    #expect(replay.unsteadyTensors.map(\.stepCount) == [1])
    #expect(replay.steps.map(\.number) == [1, 3])
    let rows = replay.runs[0].rows
    #expect(rows[0].scaleBefore == 1 && rows[1].scaleBefore == 1)
    #expect(rows[0].scaleAfter == 32)
    query.filter = try TensorFilter("a")
    let filtered = try Replayer(query).replay(Recording(paths: [directory.path]))
    #expect(filtered.runs[0].rows[1].scaleBefore == 32 && filtered.unsteadyTensors.isEmpty)
    #expect(filtered.losses(of: filtered.runs[0]) == nil)
  }

  @Test("LogMax comes to the scale that its formula gives")
  func logMax() throws {
    let directory = TemporaryDirectory()
    for step in 0..<50 {
      let greatest: Float = step.isMultiple(of: 2) ? 0x1p-4 : 0x1p-6
      try directory.write([greatest, 0x1p-9], to: "step_\(step)/a.npy")
    }
    let scaler = try scaler("openseq2seq_logmax", ["max_scale": "2^24"])
    let replay = try Replayer(Replayer.Query([scaler])).replay(Recording(paths: [directory.path]))
    let last = try #require(replay.runs[0].rows.last)
    // 2^(16 - (mu + 3.09 sigma)) of logarithms -4 and -6 by turns, all but evenly weighted.
    #expect(abs(log2(last.scaleAfter) - (16 + 5 - 3.09)) < 0.05, "\(last.scaleAfter)")
    let sequence = try Replayer(Replayer.Query([scaler])).replay(OverflowSequence("oX"))
    #expect(sequence.runs.isEmpty)
  }

  @Test("steps are lost or values are: shares are of all finite, non-zero values")
  func losses() throws {
    let directory = TemporaryDirectory()
    try directory.write([1, 1e-9, 0, 2] as [Float], to: "step_1/a.npy")
    try directory.write([1e-3, 1e-13, 1e-14] as [Float], to: "step_2/a.npy")
    let scaler = try scaler("static", [:])
    let replay = try Replayer(Replayer.Query([scaler])).replay(Recording(paths: [directory.path]))
    let losses = try #require(replay.losses(of: replay.runs[0]))
    #expect(losses.valueCount == 6 && losses.skipped == 3)
    #expect(losses.underflow == 2...2 && losses.lost == 5...5)
  }

  @Test("refuses what would not end, and has an answer for nothing")
  func ends() throws {
    var query = Replayer.Query([try scaler("torch", [:])])
    query.length = .times(.max)
    #expect(throws: ReplayError.tooLong) { try Replayer(query).replay(OverflowSequence("ooX")) }
    query.length = .steps(30_000_000)
    #expect(throws: ReplayError.tooLong) { try Replayer(query).replay(OverflowSequence("ooX")) }
    query.length = .steps(10)
    let nothing = try Replayer(query).replay(Recording(paths: ["/no/such/recording"]))
    #expect(nothing.steps.isEmpty && nothing.runs[0].rows.isEmpty && nothing.problems.count == 1)
  }

  @Test("two scalers part where the first of them does otherwise")
  func parting() throws {
    let sequence = try OverflowSequence("ooXooooX")
    let scalers = [
      try scaler("torch", ["growth_interval": "4"]), try scaler("keras3", ["growth_interval": "4"]),
      try scaler("keras3", ["growth_interval": "4", "initial_scale": "65536"]),
      try scaler("megatron", ["growth_interval": "4", "initial_scale": "65536"]),
    ]
    let runs = try Replayer(Replayer.Query(scalers)).replay(sequence).runs
    #expect(runs.map { $0.parting(from: runs[0]) } == [nil, 0, nil, 2])
  }
}
