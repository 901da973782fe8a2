import FloatEmulation
import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("Ranks")
struct RankTests {
  private func audit(_ recording: Recording) -> Audit {
    Auditor(AuditPlan(projections: [Projection(.binary16)], scales: [.one])).audit(recording)
  }

  private func names(_ files: [String], _ options: RecordingOptions = RecordingOptions())
    throws -> (names: [String], recording: Recording)
  {
    let directory = TemporaryDirectory()
    for (index, file) in files.enumerated() { try directory.write([Float(index)], to: file) }
    let recording = Recording(paths: [directory.path], options: options)
    let index = RecordingIndex(recording)
    return (index.tensors.map { "\($0.step) \($0.name)" }, recording)
  }

  @Test("are read from directories and from names of files")
  func spelling() throws {
    let cases = [
      ("rank_3/step_1/w.npy", "1 rank3/w"), ("step_1/rank0003/w.npy", "1 rank3/w"),
      ("step_1/w_rank3.npy", "1 rank3/w"), ("grads_rank3_step_1.npy", "1 rank3/grads"),
      ("step_1_rank_3.npy", "1 rank3/tensor"), ("dp_rank_1/tp_rank_2/w.npy", "0 rank1.2/w"),
      ("mp_rank_01_002_003/w.npy", "0 rank1.2.3/w"), ("rank_1/w_rank_1.npy", "0 rank1/w"),
      ("bf16_zero_pp_rank_4_mp_rank_02_x.npy", "0 rank4.2/bf16_x"),
      // The rank of a matrix, and words that only end like one.
      ("lora_rank_8/w.npy", "0 lora_rank_8/w"), ("low_rank_4.npy", "0 low_rank_4"),
      ("frank_3/w.npy", "0 frank_3/w"), ("ranks_3/w.npy", "0 ranks_3/w"),
      ("by_rank_3/w.npy", "0 by_rank_3/w"), ("rank_x/w.npy", "0 rank_x/w"),
      ("rank_99999999999999999999/w.npy", "0 rank_99999999999999999999/w"),
    ]
    for (file, expected) in cases { #expect(try names([file]).names == [expected]) }
  }

  @Test("keep parts of a tensor apart, and replicas count once")
  func replicas() throws {
    let probe = audit(Layouts.recording("msprobe"))
    #expect(probe.problems.isEmpty)
    // Two steps: three gradients that all ranks have, and an input of each rank.
    #expect(probe.total.count == 2 * (12 + 4 + 12 + 2 * 6))
    #expect(probe.entries.count { $0.tensor.hasPrefix("rank1/") } == 2)
    #expect(probe.notes.map(\.kind) == [.ranks, .replicas])
    #expect(probe.notes[1].text.hasPrefix("6 tensors repeat the values of another rank's"))
    let parts = audit(Layouts.recording("deepspeed-grads"))
    #expect(parts.total.count == 3 * 12 && parts.entries.count == 3)
    #expect(parts.notes.map(\.kind) == [.ranks])
    #expect(parts.notes[0].text.hasPrefix("3 ranks, 0 to 2"))
  }

  @Test("of which replicas are told by all values, whatever the shards")
  func nearReplicas() throws {
    let directory = TemporaryDirectory()
    var values = (0..<2_200_000).map { Float($0 % 977) * 0x1p-20 }
    for rank in 0...1 { try directory.write(values, to: "rank\(rank)/w.npy") }
    values[1_100_000] += 1
    try directory.write(values, to: "rank2/w.npy")
    let recording = Recording(paths: [directory.path])
    let whole = RecordingReader().read(recording)
    let plan = AuditPlan(scales: [.one])
    #expect(whole.audit(plan).entries.map(\.tensor) == ["rank0/w", "rank2/w"])
    #expect(audit(recording).entries.map(\.tensor) == ["rank0/w", "rank2/w"])
    var merged = RecordingHistogram?.none
    for number in 1...4 {
      let part = RecordingReader(shard: try #require(Shard("\(number)/4"))).read(recording)
      try merged?.merge(part)
      merged = merged ?? part
    }
    #expect(merged?.fileBytes == whole.fileBytes)
    let replay = try Replayer(Replayer.Query([])).replay(recording)
    #expect(replay.tensorCount == 2 && replay.notes.map(\.kind) == [.ranks, .replicas])
  }

  @Test("are read one at a time under plain names")
  func one() throws {
    let rank = try #require(Rank("1"))
    let recording = Layouts.recording("msprobe", RecordingOptions(rank: rank))
    let one = audit(recording)
    #expect(one.entries.count == 8 && one.problems.isEmpty)
    #expect(one.tensors.map(\.tensor).contains("layers.0.fc.weight"))
    #expect(one.notes.map(\.text) == ["Rank 1 alone was read."])
    // A histogram of all ranks answers the same.
    let directory = TemporaryDirectory()
    let kept = try HistogramFileTests.write(
      RecordingReader().read(Layouts.recording("msprobe")), in: directory)
    let again = audit(Recording(paths: [kept], options: RecordingOptions(rank: rank)))
    #expect(again.entries.map(\.tensor) == one.entries.map(\.tensor))
    #expect(again.total.count == one.total.count && again.notes == one.notes)
    let nobody = Recording(
      paths: [kept, Layouts.path("npy")], options: RecordingOptions(rank: Rank("7")))
    #expect(Set(audit(nobody).problems.map(\.code)) == [.nothingMatches])
  }

  @Test("that contradict each other, are missing or nowhere are said")
  func faults() throws {
    let two = try names(["rank_0/w_rank_1.npy", "rank_0/v.npy"])
    #expect(two.names == ["0 rank0/v"])
    #expect(two.recording.problems.map(\.code) == [.contradictoryPath])
    #expect(two.recording.problems[0].what == "its path names two ranks, 0 and 1; it is left out")

    let gap = try names(["rank_0/w.npy", "rank_3/w.npy", "rank_1/w.npy"])
    #expect(gap.names.count == 3 && gap.recording.problems.isEmpty)
    #expect(gap.recording.warnings.map(\.what) == ["rank 2 is missing"])
    let step = try names([
      "step_1/rank_0/w.npy", "step_1/rank_1/w.npy", "step_2/rank_1/w.npy", "step_3/rank_1/w.npy",
    ])
    #expect(
      step.recording.warnings.map(\.what)
        == ["rank 0 is missing at step 2, and others at 1 more step"])
    let far = try names(["rank_0/w.npy", "rank_1000000000/w.npy"])
    #expect(far.recording.warnings[0].what == "ranks 1, 2, 3, 4, 5, 6, 7, 8, … are missing")

    let options = RecordingOptions(rank: Rank("5"))
    let nowhere = try names(["rank_0/w.npy", "rank_1/w.npy"], options).recording.problems
    #expect(
      nowhere.map(\.description.localizedLowercase).allSatisfy { $0.contains("there are 0, 1") })
    let none = try names(["w.npy"], options).recording.problems
    #expect(none.count == 1 && none[0].remedy?.contains("no path names a rank") == true)
    for text in ["", "x", "-1", "1.", ".1", "1..2", "1,2", " 1", "99999999999999999999"] {
      #expect(Rank(text) == nil)
    }
  }
}
