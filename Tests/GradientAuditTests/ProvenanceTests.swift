import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("The provenance of values")
struct ProvenanceTests {
  private func notes(_ directory: TemporaryDirectory) -> [ProvenanceNote] {
    Auditor(AuditPlan(scales: [.one])).audit(Recording(paths: [directory.path])).notes
  }

  /// A hundred values of bfloat16 of many exponents, subnormal ones of binary32 too.
  private static let values = (0..<100).map { index in
    let upper = UInt32(1 + index * 331)
    let sign: UInt32 = index % 2 == 0 ? 0 : 1 << 31
    return Float(bitPattern: upper << 16 | sign)
  }

  @Test("tells that values were bfloat16 before")
  func bfloat16() throws {
    let directory = TemporaryDirectory()
    try directory.write(Self.values + [.nan, .infinity, 0], to: "single.npy")
    try directory.write(Self.values.map(Double.init), to: "double.npy")
    let found = notes(directory)
    #expect(found.map(\.kind) == [.bfloat16Values])
    #expect(
      found[0].text.hasPrefix("2 of 2 tensors in fp32 or fp64 hold only values that bf16 has"))
  }

  @Test("of a single further bit in any value, which bfloat16 has no room for", arguments: 0..<23)
  func oneBit(bit: Int) throws {
    let directory = TemporaryDirectory()
    for place in [0, 57, 99] {
      var values = Self.values
      values[place] = Float(bitPattern: values[place].bitPattern | 1 << UInt32(bit))
      try directory.write(values, to: "w\(place).npy")
    }
    #expect(notes(directory).isEmpty == (bit < 16))
  }

  @Test("of a single further bit of binary64", arguments: [0, 20, 44, 45, 51])
  func oneBit64(bit: Int) throws {
    let directory = TemporaryDirectory()
    var values = Self.values.map(Double.init)
    // Normal in binary32, so that its bits have their places.
    values[57] = Double(bitPattern: (1.5).bitPattern | 1 << UInt64(bit))
    try directory.write(values, to: "w.npy")
    #expect(notes(directory).isEmpty == (bit < 45))
  }

  @Test("and not of bits of a NaN, of few values, or of zeros")
  func noEvidence() throws {
    let directory = TemporaryDirectory()
    try directory.write([Float](repeating: 0, count: 1000) + [1, 2, 3], to: "few.npy")
    #expect(notes(directory).isEmpty)
    try directory.write(Self.values + [Float(bitPattern: 0x7FC0_0001)], to: "nan.npy")
    #expect(notes(directory).map(\.kind) == [.bfloat16Values])
  }

  @Test("in parts, shards, scaled values and histogram files alike")
  func kept() throws {
    let directory = TemporaryDirectory()
    let many = (0..<2_500_000).map { Self.values[$0 % 100] }
    try directory.write(many, to: "w.npy")
    var exact = many
    exact[2_499_999] = 0.1
    try directory.write(exact, to: "v.npy")
    let recording = Recording(paths: [directory.path])
    let whole = RecordingReader().read(recording)
    #expect(
      whole.notes.map(\.text).contains { $0.hasPrefix("1 of 2 tensors") && $0.contains("`w`") })
    var merged = RecordingReader(shard: try #require(Shard("1/2"))).read(recording)
    try merged.merge(RecordingReader(shard: try #require(Shard("2/2"))).read(recording))
    #expect(merged.fileBytes == whole.fileBytes)
    let kept = try HistogramFileTests.write(whole, in: directory)
    #expect(try RecordingHistogram(path: kept).notes == whole.notes)
    for scale in [1024.0, 1000] {
      let options = RecordingOptions(recordedScale: LossScale(scale))
      let scaled = RecordingReader().read(Recording(paths: [directory.path], options: options))
      #expect(scaled.notes.map(\.kind) == [.recordedScale, .bfloat16Values])
    }
  }

  @Test("tells of 16 bits")
  func sixteenBits() throws {
    let directory = TemporaryDirectory()
    try directory.writeBFloat16("b.safetensors", tensor: "b", codes: [1, 2, 3])
    try directory.write("h.npy", type: "<f2", shape: [2], bytes: [0, 60, 0, 60])
    let found = notes(directory)
    #expect(found.map(\.kind) == [.sixteenBits])
    #expect(found[0].text.contains("2 tensors are recorded in 16 bits (1 in fp16, 1 in bf16)"))
  }

  private static func fixture(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
  }

  /// Whether a file of an older version is a recording, and is written anew in the version of
  /// today.
  private func expectOld(_ name: String, of recordings: [String]) throws {
    let path = Self.fixture(name)
    let plan = AuditPlan()
    let old = Auditor(plan).audit(Recording(paths: [path]))
    let now = Auditor(plan).audit(Recording(paths: recordings.map(Layouts.path)))
    #expect(old.problems.isEmpty && old.entries.map(\.tensor) == now.entries.map(\.tensor))
    #expect(old.entries.map(\.shape) == now.entries.map(\.shape))
    for (one, other) in zip(old.entries, now.entries) {
      for projection in plan.projections.indices {
        for scale in plan.scales.indices {
          #expect(
            one.tally.outcomes(projection: projection, scale: scale)
              == other.tally.outcomes(projection: projection, scale: scale))
        }
      }
    }
    let directory = TemporaryDirectory()
    let again = try HistogramFileTests.write(RecordingHistogram(path: path), in: directory)
    #expect(try RecordingHistogram(path: again) == RecordingHistogram(path: path))
  }

  @Test("of histogram files of the first version is what these told")
  func firstVersion() throws {
    try expectOld("version-1.fphist", of: ["npy"])
    let audit = Auditor(AuditPlan()).audit(Recording(paths: [Self.fixture("version-1.fphist")]))
    #expect(audit.notes.isEmpty)
  }

  @Test("of histogram files of the second version is that of the recording")
  func secondVersion() throws {
    try expectOld("version-2.fphist", of: ["scaled", "te"])
    let old = try RecordingHistogram(path: Self.fixture("version-2.fphist"))
    let now = RecordingReader().read(
      Recording(paths: ["scaled", "te"].map(Layouts.path)))
    #expect(old.tensors.map(\.rank) == now.tensors.map(\.rank))
    #expect(old.tensors.map(\.recordedScale) == now.tensors.map(\.recordedScale))
    #expect(
      Set(old.tensors.map(\.recordedScale)).count > 2 && !old.tensors.allSatisfy { $0.rank == nil })
  }
}
