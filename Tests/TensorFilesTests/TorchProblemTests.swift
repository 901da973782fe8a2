import TensorFiles
import Testing

@Suite("Broken tensors of PyTorch files leave the others readable")
struct TorchProblemTests {
  static let files: [(String, TensorFileError.Code, String)] = [
    ("tensor-2-to-40.pt", .viewTooLarge, "views repeat the file's data more than 64 times"),
    ("tensor-arguments.pt", .malformedPickle, "its storage is not what PyTorch writes"),
    ("tensor-dtype.pt", .unknownElementType, "unknown element type `torch.float3`"),
    ("tensor-negated.pt", .objectNotRead, "stands for the negative of what is stored"),
    ("tensor-negative-extent.pt", .malformedPickle, "its shape is not what PyTorch writes"),
    ("tensor-negative-stride.pt", .malformedPickle, "its strides are not what PyTorch writes"),
    ("tensor-no-storage.pt", .malformedPickle, "its storage is not what PyTorch writes"),
    (
      "tensor-offset-2-to-62.pt", .offsetsOutOfRange,
      "the tensor ends at element 4611686018427387908 of a storage of 4"
    ),
    ("tensor-outside.pt", .offsetsOutOfRange, "ends at element 5 of a storage of 4"),
    ("tensor-ranks.pt", .malformedPickle, "its strides are not what PyTorch writes"),
    ("tensor-shape-overflow.pt", .shapeOverflow, "claim more than 63 bits can count"),
    (
      "tensor-storage-cut.pt", .truncatedData,
      "the storage `0` has 16 bytes, not the 5 elements that are promised"
    ),
    (
      "tensor-storage-deflated.pt", .unsupportedCompression,
      "the storage `1` is compressed in the archive"
    ),
    ("tensor-storage.pt", .storageMissing, "the file has no storage `9`"),
    ("tensor-stride-overflow.pt", .shapeOverflow, "claim more than 63 bits can count"),
    ("tensor-strided-outside.pt", .offsetsOutOfRange, "ends at element 5 of a storage of 4"),
  ]

  /// Other files of Datasets/malformed that open.
  static let strange = [
    "tensor-name.pt", "torch.npz", "valid-archive.pt", "valid-call.pt", "valid-legacy.pt",
    "valid-loop.pt", "valid-memo.pt", "valid-no-elements.pt", "valid-shared-lists.pt",
    "valid-without-checksums.pt",
  ]

  @Test("each fault is named", arguments: files)
  func fault(_ name: String, _ code: TensorFileError.Code, _ text: String) throws {
    let file = try TensorFile(path: Repository.malformed(name))
    #expect(file.tensors.map(\.name) == ["a"])
    #expect(try file.allBytes(of: file.tensors[0]).count == 16)
    let problem = try #require(file.problems.first)
    #expect(file.problems.count == 1)
    #expect(problem.code == code)
    #expect(problem.tensor == "b")
    #expect(problem.byteOffset.map { 0..<file.byteCount ~= $0 } == true)
    #expect(problem.what.contains(text), "\(problem.what)")
  }

  /// A file of 8 KB of values.
  private func file(_ views: [TorchView]) throws -> TensorFile {
    let storage = (0..<2048).map { UInt32($0) }
    return try TensorFile(bytes: legacyTorch(views, storage: storage), path: "x.pt")
  }

  @Test("what is expanded from a few values is read, up to a size")
  func expanded() throws {
    let expanded = [
      TorchView(first: 0, shape: [1_000_000], strides: [0]),
      TorchView(first: 7, shape: [4096, 1024], strides: [0, 1]),
      TorchView(first: 7, shape: [4096, 4096], strides: [0, 0]),
    ]
    #expect(try file(expanded).problems == [])
    // 256 MiB, of which 224 are left.
    for (rows, isRead) in [(35_000, true), (60_000, false)] {
      let large = TorchView(first: 0, shape: [rows, 1024], strides: [0, 1])
      let problems = try file(expanded + [large]).problems
      #expect(problems.map(\.code) == (isRead ? [] : [.viewTooLarge]))
      #expect(problems.map(\.tensor) == (isRead ? [] : ["3"]))
    }
  }

  @Test("elements in short runs count as long ones do")
  func shortRuns() throws {
    // Runs of two elements, each with a stride of its own: 2^20 and 2^24 of them.
    func axes(_ count: Int) -> TorchView {
      TorchView(
        first: 0, shape: [Int](repeating: 2, count: count), strides: (0..<count).map { 3 * $0 + 2 })
    }
    #expect(try file([axes(21)]).problems == [])
    #expect(try file([axes(25)]).problems.map(\.code) == [.viewTooLarge])
  }

  @Test("weights of many names are read, and views that overlap as often as memory allows")
  func overlapping() throws {
    let tied = TorchView(first: 0, shape: [1000], strides: [1])
    #expect(try file([TorchView](repeating: tied, count: 20_000)).problems == [])
    // No two are the same; 16 bytes for each of a thousand values or more.
    let views = (0..<17_000).map {
      TorchView(first: $0 % 130, shape: [1000 + $0 / 130], strides: [1])
    }
    #expect(try file(Array(views.prefix(15_000))).problems == [])
    let file = try file(views)
    #expect(Set(file.problems.map(\.code)) == [.viewTooLarge])
    #expect(file.tensors.count > 15_000 && file.tensors.count + file.problems.count == 17_000)
    #expect(file.problems.first?.what.contains("overlap in the file") == true)
  }

  @Test("two tensors of one name are a fault of the second")
  func name() throws {
    let file = try TensorFile(path: Repository.malformed("tensor-name.pt"))
    #expect(file.tensors.map(\.name) == ["a"])
    #expect(file.problems.map(\.code) == [.duplicateTensorName])
  }

  @Test("what is called is named and never called")
  func call() throws {
    let file = try TensorFile(path: Repository.malformed("valid-call.pt"))
    #expect(file.problems == [])
    #expect(file.warnings.map(\.code) == [.objectNotRead])
    #expect(file.warnings.first?.what == "`os.system` in `b` was not read")
  }

  @Test("loops and shared lists are looked into once")
  func sharing() throws {
    let loop = try TensorFile(path: Repository.malformed("valid-loop.pt"))
    #expect(loop.tensors.map(\.name) == ["0"])
    #expect(loop.warnings.map(\.what) == ["`1` is the whole again, whose tensors are listed once"])
    let shared = try TensorFile(path: Repository.malformed("valid-shared-lists.pt"))
    #expect(shared.tensors.count == 1)
    #expect(shared.warnings.last?.what == "so are 57 more places others again")
  }

  @Test(
    "both formats are told by their contents",
    arguments: ["valid-archive.pt", "valid-legacy.pt", "valid-without-checksums.pt", "torch.npz"])
  func formats(_ name: String) throws {
    let file = try TensorFile(path: Repository.malformed(name))
    #expect(file.container == .torch)
    #expect(file.tensors.map(\.name) == (name == "torch.npz" ? [] : ["a"]))
  }

  @Test("a memo may have any numbers, and a tensor no elements")
  func strange() throws {
    let memo = try TensorFile(path: Repository.malformed("valid-memo.pt"))
    #expect(memo.tensors.map(\.name) == [nil])
    let empty = try TensorFile(path: Repository.malformed("valid-no-elements.pt"))
    #expect(empty.tensors.map(\.elementCount) == [0])
    #expect(try empty.allBytes(of: empty.tensors[0]) == [])
  }
}
