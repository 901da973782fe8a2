import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("Sums of gradients in 16 bits")
struct SumTests {
  private let directory = TemporaryDirectory()

  private func recording(_ name: String) -> Recording {
    Recording(paths: ["\(directory.path)/\(name)"])
  }

  @Test("of ranks overflow before they are divided")
  func overflow() throws {
    for rank in 0..<4 {
      try directory.write([40_000, 1, 0x1p-24] as [Float], to: "r\(rank)/step_1/a.npy")
    }
    let audit = SumReader(SumQuery(formats: [.binary16, .bfloat16])).read(
      .ranks((0..<4).map { recording("r\($0)") }))
    let tally = try #require(audit.entries.first).tally
    #expect(audit.addendCount == 4 && audit.entries.count == 1 && audit.problems.isEmpty)
    #expect(tally.after.map(\.overflow) == [1, 0] && tally.before.map(\.overflow) == [0, 0])
    // A quarter of the least subnormal value of fp16 is none.
    #expect(tally.before.map(\.vanished) == [1, 0] && tally.after.map(\.vanished) == [0, 0])
    #expect(tally.before[0].absorbed == 4 && tally.before[0].additions == 12)
  }

  #if arch(arm64) || os(Linux)
    @Test("are those of the processor's or the standard library's Float16")
    func float16() throws {
      var random = SplitMix64(seed: 77)
      let steps = (0..<6).map { _ in
        (0..<3000).map { _ in
          Float(
            sign: random.next() & 1 == 0 ? .plus : .minus,
            exponent: Int(random.next() % 40) - 26,
            significand: 1 + Float(random.next() >> 41) * 0x1p-23)
        }
      }
      for (index, values) in steps.enumerated() {
        try directory.write(values, to: "g/step_\(index + 1)/a.npy")
      }
      let audit = SumReader(SumQuery(formats: [.binary16])).read(
        .microBatches(recording("g"), count: 3))
      #expect(audit.entries.map(\.step) == [1, 4] && audit.stepsLeft.isEmpty)
      for (entry, first) in zip(audit.entries, [0, 3]) {
        for order in SumOrder.allCases {
          let addends = steps[first..<first + 3]
          var (absorbed, additions, overflow, differing): (UInt64, UInt64, UInt64, UInt64)
          (absorbed, additions, overflow, differing) = (0, 0, 0, 0)
          for index in 0..<3000 {
            var (sum, single): (Float16, Float) = (0, 0)
            for values in addends {
              let gradient = values[index]
              let addend = order == .before ? Float16(gradient) / 3 : Float16(gradient)
              if sum.isFinite {
                additions += 1
                absorbed += sum + addend == sum ? 1 : 0
              }
              sum += addend
              single += order == .before ? gradient / 3 : gradient
            }
            let mean = order == .after ? sum / 3 : sum
            let exact = Float16(order == .after ? single / 3 : single)
            overflow += !mean.isFinite && exact.isFinite ? 1 : 0
            differing += mean == exact || mean.isNaN && exact.isNaN ? 0 : 1
          }
          let counts = entry.tally[order][0]
          #expect(counts.count == 3000 && counts.nonfinite == 0)
          #expect(counts.absorbed == absorbed && counts.additions == additions)
          #expect(counts.overflow == overflow && counts.differing == differing)
          #expect(differing > 0)
        }
      }
    }
  #endif

  @Test("of ranks may lie in one directory, and a recorded loss scale is undone")
  func oneDirectory() throws {
    for rank in 0..<3 {
      try directory.write([Float(rank + 1)], to: "dump/rank_\(rank)/step_1/a.npy")
    }
    let ranks = SumReader(SumQuery(formats: [.binary16])).read(.ranks([recording("dump")]))
    #expect(ranks.addendCount == 3 && ranks.entries.map(\.tensor) == ["a"])
    #expect(ranks.entries.first?.tally.after[0].additions == 3)
    // 65536 times a gradient of 1 is no half of it.
    try directory.write([65_536] as [Float], to: "scaled/step_1/a.npy")
    try directory.write([65_536] as [Float], to: "scaled/step_2/a.npy")
    var options = RecordingOptions()
    options.recordedScale = LossScale(powerOfTwo: 16)
    let path = "\(directory.path)/scaled"
    let query = SumQuery(formats: [.binary16])
    let plain = SumReader(query).read(.microBatches(recording("scaled"), count: 2))
    let undone = SumReader(query).read(
      .microBatches(Recording(paths: [path], options: options), count: 2))
    #expect(plain.entries.first?.tally.after[0].overflow == 0)
    #expect(plain.entries.first?.tally.after[0].differing == 0)
    #expect(undone.entries.first?.tally.after[0].differing == 0)
    #expect(undone.entries.first?.tally.before[0].additions == 2)
    #expect(plain.entries.first?.tally.before[0].additions == 1)
  }

  @Test("leave out steps that are too few, and name tensors that a rank lacks")
  func incomplete() throws {
    for step in 1...5 { try directory.write([1] as [Float], to: "g/step_\(step)/a.npy") }
    let steps = SumReader(SumQuery()).read(.microBatches(recording("g"), count: 2))
    #expect(steps.entries.map(\.step) == [1, 3] && steps.stepsLeft == [5])
    try directory.write([1] as [Float], to: "r0/a.npy")
    try directory.write([1] as [Float], to: "r1/a.npy")
    try directory.write([1] as [Float], to: "r1/b.npy")
    try directory.write([1] as [Float], to: "r0/c.npy")
    try directory.write([1, 2] as [Float], to: "r1/c.npy")
    let ranks = SumReader(SumQuery()).read(.ranks([recording("r0"), recording("r1")]))
    #expect(ranks.entries.map(\.tensor) == ["a"])
    #expect(ranks.problems.map(\.tensor) == ["b", "c"])
  }
}
