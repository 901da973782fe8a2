import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("A histogram file stands for the recording")
struct HistogramFileTests {
  /// Tensors of several parts, small and empty ones, one that is cut, and another file.
  static func recording(in directory: TemporaryDirectory) throws -> Recording {
    let large = (0..<4_500_000).map { Float($0 % 9973) * 1e-7 - 2e-4 }
    try directory.write(large, to: "step_1/large.npy")
    try directory.write(large.map { -$0 * 1e9 }, to: "step_2/large.npy")
    for (index, values) in SampleValues.binary32.chunked(by: 700).enumerated() {
      try directory.write(values, to: "step_2/small\(index).npy")
    }
    try directory.write([Float](), to: "step_2/empty.npy")
    try directory.write([1, 2, 3], to: "step_3/cut.npy", lessBytes: 5)
    try directory.write(Data("text".utf8), to: "notes.txt")
    return Recording(paths: [directory.path])
  }

  @Test("and reads back as it was written")
  func roundTrip() throws {
    let directory = TemporaryDirectory()
    let histogram = RecordingReader().read(try Self.recording(in: directory))
    #expect(histogram.isComplete && histogram.problems.count == 1 && histogram.ignored.count == 1)
    let path = try Self.write(histogram, in: directory)
    #expect(try RecordingHistogram(path: path) == histogram)
    #expect(RecordingHistogram.isFile(path))
    #expect(!RecordingHistogram.isFile(directory.path + "/notes.txt"))
  }

  @Test("whatever names the steps have, and in order: numbers count as numbers")
  func names() throws {
    let directory = TemporaryDirectory()
    let steps = [
      ["a.2", "a.10", "b"], ["a.2", "b"], ["a.10", "c", "b"], ["c"],
      ["a.02", "a.2", "e\u{301}", "é"],
    ]
    for (step, names) in steps.enumerated() {
      for name in names.shuffled() {
        try directory.write([Float(step) + 1], to: "step_\(step)/\(name).npy")
      }
    }
    let histogram = RecordingReader().read(Recording(paths: [directory.path]))
    let path = try Self.write(histogram, in: directory)
    let read = try RecordingHistogram(path: path)
    #expect(read == histogram)
    let expected = [
      "0 a.2", "0 a.10", "0 b", "1 a.2", "1 b", "2 a.10", "2 b", "2 c", "3 c", "4 a.02", "4 a.2",
      "4 e\u{301}", "4 é",
    ]
    let found = read.tensors.map { "\($0.step) \($0.tensor)" }
    #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
  }

  @Test("for every format, direction and power of two", arguments: RoundingDirection.deterministic)
  func answers(direction: RoundingDirection) throws {
    let directory = TemporaryDirectory()
    let recording = try Self.recording(in: directory)
    let path = try Self.write(RecordingReader().read(recording), in: directory)
    let plan = AuditPlan(
      projections: HistogramTests.formats.map { Projection($0, direction: direction) },
      scales: [-100, -7, 0, 16].map { LossScale(powerOfTwo: $0) })
    let direct = Auditor(plan).audit(recording)
    let kept = Auditor(plan).audit(Recording(paths: [path]))
    #expect(kept.problems == direct.problems && kept.sources == direct.sources)
    #expect(kept.entries.count == direct.entries.count && direct.entries.count > 5)
    for (one, other) in zip(direct.entries, kept.entries) {
      #expect(one.tensor == other.tensor && one.path == other.path && one.shape == other.shape)
      for projection in plan.projections.indices {
        for scale in plan.scales.indices {
          let counts = one.tally.outcomes(projection: projection, scale: scale)
          #expect(counts == other.tally.outcomes(projection: projection, scale: scale))
          #expect(other.tally.outcomeBounds(projection: projection, scale: scale) == nil)
        }
      }
    }
  }

  @Test("and bounds the counts at other scales, and of unusual formats")
  func bounds() throws {
    let directory = TemporaryDirectory()
    let recording = try Self.recording(in: directory)
    let path = try Self.write(RecordingReader().read(recording), in: directory)
    let names = ["fp16", "e4m3fn", "e5m2", "e3m2fn", "e5m10:special=fn"]
    let plan = AuditPlan(
      projections: try names.map { Projection(try FloatFormat(named: $0)) },
      scales: [1000, 0.3, 1e-3, 65535.5, 3e9].compactMap(LossScale.init))
    let direct = Auditor(plan).audit(recording)
    let kept = Auditor(plan).audit(Recording(paths: [path]))
    var (doubtful, certain) = (0, 0)
    for (one, other) in zip(direct.entries, kept.entries) {
      for projection in plan.projections.indices {
        for scale in plan.scales.indices {
          let counts = one.tally.outcomes(projection: projection, scale: scale)
          let lossy = other.tally.outcomes(projection: projection, scale: scale)
          #expect(one.tally.outcomeBounds(projection: projection, scale: scale) == nil)
          #expect(lossy.count == counts.count && lossy.underflow >= counts.underflow)
          guard let bounds = other.tally.outcomeBounds(projection: projection, scale: scale)
          else {
            certain += 1
            #expect(lossy == counts)
            continue
          }
          doubtful += 1
          #expect(bounds.least != bounds.greatest)
          for outcome in Outcome.allCases {
            let range = bounds.least[outcome]...bounds.greatest[outcome]
            #expect(range.contains(counts[outcome]) && range.contains(lossy[outcome]))
          }
        }
      }
    }
    #expect(doubtful > 20 && certain > 20)
  }

  @Test("made of shards, in any order and grouping")
  func shards() throws {
    let directory = TemporaryDirectory()
    let recording = try Self.recording(in: directory)
    let whole = RecordingReader(threadCount: 1).read(recording)
    let shards = try (1...7).map { number in
      RecordingReader(shard: try #require(Shard("\(number)/7"))).read(recording)
    }
    #expect(shards.allSatisfy { !$0.isComplete })
    var generator = SplitMix64(seed: 7)
    for _ in 0..<10 {
      var parts = shards.shuffled(using: &generator)
      while parts.count > 1 {
        let part = parts.remove(at: Int.random(in: parts.indices, using: &generator))
        try parts[Int.random(in: parts.indices, using: &generator)].merge(part)
      }
      #expect(parts[0].fileBytes == whole.fileBytes)
    }
    #expect(whole.audit(AuditPlan()).warnings.isEmpty)
    let warning = try #require(shards[2].audit(AuditPlan()).warnings.first)
    #expect(warning.code == .incompleteHistogram)
  }

  @Test("in which no value counts twice")
  func conflicts() throws {
    let directory = TemporaryDirectory()
    let recording = try Self.recording(in: directory)
    var shard = RecordingReader(shard: try #require(Shard("2/3"))).read(recording)
    let before = shard
    #expect(throws: MergeConflicts.self) { try shard.merge(before) }
    #expect(shard == before)
    // Two files in one audit: what the second has again is a problem.
    let first = try Self.write(shard, in: directory, name: "2.fphist")
    let second = try Self.write(RecordingReader().read(recording), in: directory, name: "a.fphist")
    let audit = Auditor(AuditPlan(scales: [.one])).audit(Recording(paths: [first, second]))
    #expect(
      audit.problems.filter { $0.code == .duplicateTensorName && $0.path == second }.count > 0)
    #expect(audit.total.count < UInt64(RecordingReader().read(recording).elementCount))
  }

  @Test("and its bounds add up with exact counts")
  func mixed() throws {
    let directory = TemporaryDirectory()
    let values = (0..<100_000).map { Float($0 % 9973) * 1e-7 - 2e-4 }
    try directory.write(values, to: "step_1/w.npy")
    try directory.write(values, to: "step_2/w.npy")
    let kept = try Self.write(
      RecordingReader().read(Recording(paths: [directory.path + "/step_1"])), in: directory)
    let plan = AuditPlan(
      projections: [Projection(.binary16)], scales: [LossScale(0.122)].compactMap(\.self))
    let audit = Auditor(plan).audit(Recording(paths: [kept, directory.path + "/step_2"]))
    #expect(audit.entries.count == 2 && audit.problems.isEmpty)
    let parts = audit.entries.map { $0.tally.outcomes(projection: 0, scale: 0) }
    let total = audit.total.outcomes(projection: 0, scale: 0)
    for outcome in Outcome.allCases {
      #expect(total[outcome] == parts[0][outcome] + parts[1][outcome])
    }
    let bounds = audit.entries.map { $0.tally.outcomeBounds(projection: 0, scale: 0) }
    let (doubtful, exact) = (try #require(bounds.compactMap(\.self).first), parts[1])
    #expect(bounds.compactMap(\.self).count == 1)
    let all = try #require(audit.total.outcomeBounds(projection: 0, scale: 0))
    #expect(all.least.underflow == doubtful.least.underflow + exact.underflow)
    #expect(all.greatest.underflow == doubtful.greatest.underflow + exact.underflow)
  }

  @Test("and shards of other values are told")
  func otherValues() throws {
    let directory = TemporaryDirectory()
    let values = (0..<4_500_000).map { Float($0) }
    try directory.write(values, to: "w.npy")
    let recording = Recording(paths: [directory.path])
    var first = RecordingReader(shard: try #require(Shard("1/2"))).read(recording)
    try directory.write(values.map { $0 + 1 }, to: "w.npy")
    let second = RecordingReader(shard: try #require(Shard("2/2"))).read(recording)
    let error = #expect(throws: MergeConflicts.self) { try first.merge(second) }
    #expect(error?.conflicts.first?.reason == "has other values in one than in the other")
  }

  static func write(
    _ histogram: RecordingHistogram, in directory: TemporaryDirectory, name: String = "x.fphist"
  ) throws -> String {
    try directory.write(Data(histogram.fileBytes), to: name)
    return directory.path + "/" + name
  }
}

extension [Float] {
  fileprivate func chunked(by size: Int) -> [[Float]] {
    stride(from: 0, to: count, by: size).map {
      Array(self[$0..<Swift.min($0 + size, count)])
    }
  }
}
