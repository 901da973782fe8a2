import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("A recording")
struct RecordingTests {
  /// A directory of small arrays, each with one value.
  final class Tree {
    let path: String

    init(_ files: [String]) throws {
      path = NSTemporaryDirectory() + "fpaudit-" + UUID().uuidString
      for file in files { try write(file) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func write(_ name: String) throws {
      let file = URL(filePath: path).appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      let bytes: [UInt8]
      if name.hasSuffix(".npy") {
        let header = Array("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}".utf8)
        bytes =
          [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header + [0, 0, 128, 63]
      } else {
        let header = Array(#"{"fc.weight":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#.utf8)
        bytes = [UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header + [0, 0, 128, 63]
      }
      try Data(bytes).write(to: file)
    }
  }

  private func entries(_ files: [String], below part: String = "") throws -> [String] {
    let tree = try Tree(files)
    let audit = Auditor(AuditPlan(scales: [.one])).audit(Recording(paths: [tree.path + part]))
    #expect(audit.problems == [])
    return audit.entries.map { "\($0.step) \($0.tensor)" }
  }

  @Test("has steps from directories and names from files")
  func directories() throws {
    #expect(
      try entries(["step_000100/layer.weight.npy", "step_9/layer.weight.npy"])
        == ["9 layer.weight", "100 layer.weight"])
    #expect(
      try entries(["run/iter_000100/enc/w.npy", "run/iter_000100/dec/w.npy"])
        == ["100 run/dec/w", "100 run/enc/w"])
    #expect(try entries(["step_7/w.npy"], below: "/step_7") == ["7 w"])
  }

  @Test("has steps from file names and names from the file's own table")
  func fileNames() throws {
    #expect(
      try entries(["step100.safetensors", "step20.safetensors"])
        == ["20 fc.weight", "100 fc.weight"])
    #expect(try entries(["rank_0/global_step3.safetensors"]) == ["3 rank0/fc.weight"])
    #expect(try entries(["grads-100.npy", "grads-7.npy"]) == ["7 tensor", "100 tensor"])
    #expect(try entries(["fc1_step_12.npy"]) == ["12 fc1"])
    #expect(try entries(["iteration=5/w.npy"]) == ["5 w"])
  }

  @Test("takes no number for a step that is none")
  func noSteps() throws {
    #expect(try entries(["w.npy"]) == ["0 w"])
    #expect(
      try entries(["layer2.npy", "layer10.npy", "step2vec.npy", "footstep3.npy"])
        == ["0 footstep3", "0 layer2", "0 layer10", "0 step2vec"])
    #expect(try entries(["step_-x.npy", "grads_-.npy"]) == ["0 grads_-", "0 step_-x"])
  }

  @Test(
    "leaves out what names a step that is none, and says so",
    arguments: [
      ("step_-5/w.npy", "step -5, which is below zero"),
      ("step--5/w.npy", "step -5, which is below zero"),
      ("w_iter=-05.npy", "step -05, which is below zero"),
      ("step_2/step_-3/w.npy", "step -3, which is below zero"),
      ("step_-3/step_2/w.npy", "two steps, -3 and 2"),
      ("iter_99999999999999999999.npy", "step 99999999999999999999, which is beyond 63 bits"),
      ("step_9223372036854775808/full_gradients/w.npy", "step 9223372036854775808, which is"),
      ("tensor_dumps/rank_0/iter_-1/w.npy", "step -1, which is below zero"),
    ])
  func wrongStep(file: String, text: String) throws {
    let tree = try Tree([file, "step_9223372036854775807/w.npy", "step-5/w.npy"])
    let recording = Recording(paths: [tree.path])
    #expect(recording.files.map(\.step) == [5, .max])
    #expect(recording.problems.count == 1)
    let problem = try #require(recording.problems.first)
    #expect(problem.path.hasSuffix(file))
    #expect(problem.what.hasPrefix("its path names \(text)"), "\(problem.what)")
    #expect(problem.what.hasSuffix("; it is left out"))
    #expect(problem.remedy?.contains("--step-pattern") == true)
  }

  @Test("means the same from wherever its directory is named")
  func spelling() throws {
    let tree = try Tree(["step_7/grads/grads-1.npy", "step_7/grads/grads-2.npy"])
    for part in ["/step_7/grads", "/step_7/./grads/"] {
      let audit = Auditor(AuditPlan(scales: [.one])).audit(Recording(paths: [tree.path + part]))
      #expect(audit.problems == [])
      #expect(audit.entries.map { "\($0.step) \($0.tensor)" } == ["1 tensor", "2 tensor"])
    }
    #expect(try entries(["step_7/grads/w.npy"], below: "/step_7/grads") == ["7 w"])
  }

  @Test("keeps nothing of DeepSpeed's global_step in names")
  func globalStep() throws {
    let files = ["global_step700/mp_rank_00/e.npy", "Global-Step9/e.npy", "globalstep8/e.npy"]
    #expect(try entries(files) == ["8 e", "9 e", "700 rank0/e"])
  }

  @Test("tells names apart that Unicode calls equivalent")
  func canonicalEquivalents() throws {
    let names = ["e\u{301}.npy", "\u{E9}.npy"]
    let tree = try Tree(names)
    let audit = Auditor(AuditPlan(scales: [.one])).audit(Recording(paths: [tree.path]))
    #expect(audit.problems == [])
    #expect(audit.entries.map { Array($0.tensor.utf8) } == names.map { Array($0.dropLast(4).utf8) })
    #expect(audit.tensors.map(\.stepCount) == [1, 1])
    #expect(audit.total.count == 2)
  }

  @Test("divides paths at every slash, whatever stands behind it")
  func combiningMark() throws {
    #expect(try entries(["step_3/\u{301}w.npy"]) == ["3 \u{301}w"])
  }

  @Test("counts numbers in names as numbers")
  func naturalOrder() throws {
    #expect(
      try entries(["l.10.npy", "l.9.npy", "l.2.b.npy", "l.02.npy"])
        == ["0 l.02", "0 l.2.b", "0 l.9", "0 l.10"])
  }

  @Test("takes single files as they are, with the steps of their directories")
  func singleFiles() throws {
    let tree = try Tree(["a/step_3/enc/w.npy", "a/step_4/enc/w.npy"])
    let paths = [3, 4].map { tree.path + "/a/step_\($0)/enc/w.npy" }
    let audit = Auditor(AuditPlan(scales: [.one])).audit(Recording(paths: paths))
    #expect(audit.entries.map(\.step) == [3, 4])
    #expect(audit.entries.map(\.tensor) == ["enc/w", "enc/w"])
    #expect(audit.tensors.map(\.stepCount) == [2])
    #expect(audit.steps.map(\.step) == [3, 4])
    #expect(Recording(paths: paths + paths).files.count == 2)
  }

  @Test("leaves out integers by name and counts a tensor once")
  func leftOut() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let fixtures = root.appending(path: "Tests/TensorFilesTests/Fixtures/mixed.safetensors").path
    let audit = Auditor(AuditPlan()).audit(Recording(paths: [fixtures]))
    #expect(audit.entries.map(\.tensor) == ["double", "half", "single"])
    #expect(audit.entries.map(\.elementType.name) == ["fp64", "fp16", "fp32"])
    #expect(audit.unaudited.map(\.tensor) == ["index"])
    #expect(audit.total.count == 18)
    let twice = Auditor(AuditPlan()).audit(Recording(paths: [fixtures, "/." + fixtures]))
    #expect(twice.total.count == 18 && twice.problems.isEmpty)
    let copy = TemporaryDirectory()
    try copy.write(Data(contentsOf: URL(filePath: fixtures)), to: "copy.safetensors")
    let copied = Auditor(AuditPlan()).audit(Recording(paths: [fixtures, copy.path]))
    #expect(copied.total.count == 18)
    #expect(copied.problems.map(\.code) == [.duplicateTensorName])
    #expect(copied.problems[0].what.hasSuffix("; so it is with 3 more of its tensors"))
  }
}
