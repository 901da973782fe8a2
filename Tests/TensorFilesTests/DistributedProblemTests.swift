import Foundation
import TensorFiles
import Testing

@Suite("A distributed checkpoint that is broken says where")
struct DistributedProblemTests {
  static let files: [(String, TensorFileError.Code, String)] = [
    ("checkpoint-cut.metadata", .truncatedData, "558 bytes from byte 1662 are promised"),
    ("checkpoint-hole.metadata", .offsetsHole, "no piece has 2 of its elements"),
    ("checkpoint-missing.metadata", .notFound, "no such file or directory"),
    ("checkpoint-no-place.metadata", .storageMissing, "where it is stored at (2, 0)"),
    ("checkpoint-noise.metadata", .notATensorFile, "is no archive of `torch.save`"),
    ("checkpoint-outside.metadata", .offsetsOutOfRange, "the piece at (2, 0) goes beyond"),
    ("checkpoint-overflow.metadata", .shapeOverflow, "claims more than 63 bits can count"),
    ("checkpoint-overlap.metadata", .offsetsOverlap, "at (0, 0) and (1, 0) share elements"),
    ("checkpoint-path.metadata", .invalidPath, "`../../etc/passwd` is not below the metadata"),
    ("checkpoint-same.metadata", .offsetsOverlap, "belongs to another piece, too"),
    ("checkpoint-type.metadata", .unexpectedValue, "of other types than it says"),
  ]

  /// Other files of Datasets/malformed that open.
  static let strange = ["valid-checkpoint.metadata", "checkpoint-undescribed.metadata"]

  @Test("and leaves its other tensors readable", arguments: files)
  func fault(_ name: String, _ code: TensorFileError.Code, _ text: String) throws {
    let file = try TensorFile(path: Repository.malformed(name))
    #expect(file.container == .distributed)
    #expect(file.tensors == [])
    let problem = try #require(file.problems.first)
    #expect(file.problems.count == 1)
    #expect(problem.code == code)
    #expect(problem.tensor == "a")
    #expect(problem.what.contains(text), "\(problem.what)")
  }

  @Test("an item that is stored and not described is named, once, and the rest is read")
  func undescribed() throws {
    let file = try TensorFile(path: Repository.malformed("checkpoint-undescribed.metadata"))
    // What is no tensor is described as bytes, and may hold one.
    #expect(file.tensors.map(\.name) == ["a", "c"])
    #expect(file.tensors.map(\.shape) == [[4, 2], [2]])
    #expect(file.problems.map(\.code) == [.missingKey])
    #expect(file.problems.map(\.tensor) == ["b"])
    #expect(file.problems.first?.what.contains("the metadata do not describe it") == true)
    #expect(file.problems.first?.byteOffset.map { 1..<file.byteCount ~= $0 } == true)
  }

  @Test("what its pieces claim beyond their size counts together")
  func expanded() throws {
    let file = try TensorFile(path: Repository.fixture("expanded/.metadata"))
    #expect(file.tensors.map(\.name) == ["a"])
    #expect(file.problems.map(\.code) == [.viewTooLarge])
    #expect(file.problems.map(\.tensor) == ["b"])
    #expect(file.problems.first?.path.hasSuffix("__0_0.distcp") == true)
  }

  @Test("one that is whole is put together")
  func valid() throws {
    let file = try TensorFile(path: Repository.malformed("valid-checkpoint.metadata"))
    #expect(file.problems == [] && file.warnings == [] && file.ignored == [])
    let tensor = try #require(file.tensors.first)
    #expect(tensor.shape == [4, 2] && tensor.layout.isCOrder)
    let rows = [Float(1), 2, 3, 4, 1, 2, 3, 4].flatMap {
      bytes($0.bitPattern, bigEndian: 1.bigEndian == 1)
    }
    #expect(try file.allBytes(of: tensor) == rows)
  }

  @Test("files of pieces that are left of another checkpoint are told")
  func strangers() throws {
    let directory = try TemporaryDirectory()
    for name in ["valid-checkpoint.metadata", "valid-checkpoint.distcp"] {
      let data = try Data(contentsOf: URL(fileURLWithPath: Repository.malformed(name)))
      try directory.write([UInt8](data), to: name.replacing("valid-checkpoint.m", with: ".m"))
    }
    let path = directory.path + "/.metadata"
    #expect(try TensorFile(path: path).warnings == [])
    try directory.write([1], to: "__1_0.distcp")
    try directory.write([1], to: "__2_0.distcp")
    let file = try TensorFile(path: path)
    #expect(file.tensors.count == 1 && file.problems == [])
    #expect(
      file.warnings.map(\.what) == ["`__1_0.distcp` is no part of this checkpoint, nor are 1 more"])
  }

  @Test("files of pieces without metadata are a problem of the directory")
  func incomplete() throws {
    let directory = try TemporaryDirectory()
    try directory.write([1], to: "step_1/__0_0.distcp")
    let tree = FileTree(path: directory.path)
    #expect(tree.files == [] && tree.parts == [])
    #expect(tree.problems.map(\.code) == [.missingTensor])
    #expect(tree.problems.first?.what.contains("no `.metadata` beside it") == true)
  }
}
