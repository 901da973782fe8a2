import GradientAudit
import TensorFiles
import Testing

@Suite("Files are chosen")
struct FileChoiceTests {
  private func names(
    _ files: [String], including: [String] = [], excluding: [String] = [], pattern: String? = nil
  ) throws -> (names: [String], problems: [TensorFileError]) {
    let directory = TemporaryDirectory()
    for (index, file) in files.enumerated() { try directory.write([Float(index)], to: file) }
    let options = RecordingOptions(
      stepPattern: try pattern.map(StepPattern.init),
      files: try FileFilter(including: including, excluding: excluding))
    let recording = Recording(paths: [directory.path], options: options)
    return (RecordingIndex(recording).tensors.map { "\($0.step) \($0.name)" }, recording.problems)
  }

  private static let files = ["a.x.npy", "run1/a.y.npy", "run1/deep/b.npy", "run2/a.x.npy"]

  @Test(
    "by names and by paths below the directory",
    arguments: [
      (["*.x.npy"], [], ["a.x", "run2/a.x"]), (["run1/**"], [], ["run1/a.y", "run1/deep/b"]),
      (["run1/*"], [], ["run1/a.y"]), (["**/?.npy"], [], ["run1/deep/b"]),
      ([], ["a.*"], ["run1/deep/b"]), (["a.*", "b*"], ["run?/*"], ["a.x", "run1/deep/b"]),
      (["a.x.npy,b.npy"], ["run2/**"], ["a.x", "run1/deep/b"]),
    ] as [([String], [String], [String])])
  func patterns(including: [String], excluding: [String], expected: [String]) throws {
    let found = try names(Self.files, including: including, excluding: excluding)
    #expect(found.names == expected.map { "0 \($0)" } && found.problems.isEmpty)
  }

  @Test("and a pattern that matches nothing is an error, as is one that is none")
  func nothing() throws {
    let found = try names(Self.files, including: ["a.*", "c.npy"])
    #expect(found.names.count == 3 && found.problems.map(\.code) == [.nothingMatches])
    #expect(found.problems[0].what == "no file matches `c.npy`")
    let all = try names(Self.files, excluding: ["**.npy"])
    #expect(all.names.isEmpty && all.problems.map(\.what) == ["all 4 files are excluded"])
    #expect(throws: TensorFilterError.emptyPattern("a,")) {
      try FileFilter(including: ["a,"], excluding: [])
    }
    #expect(throws: TensorFilterError.nothingEscaped("a\\")) {
      try FileFilter(including: [], excluding: ["a\\"])
    }
  }

  @Test("and steps are found by a pattern")
  func steps() throws {
    #expect(
      try names(["e2/batch-10/w.npy", "e2/batch-9/w.npy"], pattern: #"batch-(\d+)"#).names
        == ["9 e2/w", "10 e2/w"])
    #expect(
      try names(["w.0012.npy", "v.0012.npy"], pattern: #"\d{4}"#).names == ["12 v", "12 w"])
    #expect(
      try names(["e2-b10/fc/w.npy"], pattern: #"b(?<step>\d+)/(?<name>.*)"#).names == ["10 fc/w"])
    // It decides where two words would contradict each other.
    #expect(
      try names(["step_5/step_7/w.npy"], pattern: #"^step_(\d+)"#).names == ["5 step_7/w"])
    #expect(try names(["rank_2/b7.npy"], pattern: #"b(\d+)"#).names == ["7 rank2/tensor"])
  }

  @Test("of which contradictory steps, no match and no number are said once, with their number")
  func faults() throws {
    let two = try names(["step_5/step_7/w.npy", "step_5/step_8/w.npy", "step_5/v.npy"])
    #expect(two.names == ["5 v"])
    #expect(
      two.problems.map(\.what) == [
        "its path names two steps, 5 and 7; it is left out, and so is 1 more"
      ])
    #expect(two.problems[0].remedy == "say which with --step-pattern")
    #expect(try names(["step_5/a/step_5/w.npy"]).problems.isEmpty)
    let none = try names(["a.npy", "b7.npy"], pattern: #"b(\d+)"#)
    #expect(none.names == ["7 tensor"] && none.problems.map(\.code) == [.nothingMatches])
    let word = try names(["bx.npy"], pattern: "b(.)").problems
    #expect(
      word.map(\.what) == ["--step-pattern finds `x`, which is no number of a step; it is left out"]
    )
    for text in ["(", "[a", "", "a{2,1}"] {
      #expect(throws: StepPatternError.self) { try StepPattern(text) }
    }
  }

  @Test("once, whatever their spelling")
  func spelling() throws {
    let directory = TemporaryDirectory()
    try directory.write([1], to: "a/step_1/w.npy")
    try directory.link("a", to: "link")
    let root = directory.path
    let paths = ["a", "./a", "a/", "link", "a/../a/step_1", "a/step_1/w.npy"].map {
      "\(root)/\($0)"
    }
    let recording = Recording(paths: paths)
    #expect(recording.files.count == 1 && recording.problems.isEmpty)
    // A copy is another file.
    try directory.write([1], to: "b/step_1/w.npy")
    let both = RecordingIndex(Recording(paths: paths + ["\(root)/b"]))
    #expect(both.problems.map(\.code) == [.duplicateTensorName])
  }

  @Test("and many duplicates are told in few words")
  func duplicates() throws {
    let directory = TemporaryDirectory()
    for copy in ["a", "b"] {
      for index in 0..<30 { try directory.write([1], to: "\(copy)/w\(index).npy") }
    }
    let recording = Recording(paths: ["a", "b"].map { "\(directory.path)/\($0)" })
    let plan = AuditPlan(scales: [.one])
    for problems in [RecordingIndex(recording).problems, Auditor(plan).audit(recording).problems] {
      #expect(problems.count == 9)
      #expect(
        problems.contains { $0.what == "22 more files have 22 tensors that others have already" })
    }
  }
}
