import TensorFiles
import Testing

@Suite("Pickles that Python wrote, and checkpoints with arrays in them")
struct PickleFixtureTests {
  /// A file, and what its writer noted: a document and a key of it.
  private static let files: [(String, String, String)] =
    (2...5).map { ("pickle-\($0).pkl", "pickles.json", "arrays") } + [
      ("pickle-python-2.pkl", "pickles.json", "python-2"),
      ("pickle-torch-3.pkl", "torch-arrays.json", "tensors"),
      ("pickle-torch-5.pkl", "torch-arrays.json", "tensors"),
      ("torch-checkpoint-2.pt", "torch-arrays.json", "checkpoint"),
      ("torch-checkpoint-4.pt", "torch-arrays.json", "checkpoint"),
      ("distributed/step_5/.metadata", "distributed.json", "step_5"),
    ]

  @Test("have the values that NumPy and PyTorch see", arguments: files)
  func values(_ name: String, _ document: String, _ key: String) throws {
    let expected = try TorchFixture.tensors(in: document, of: key)
    let file = try TensorFile(path: Repository.fixture(name))
    #expect(file.problems == [] && file.warnings == [])
    let audited = file.tensors.filter(\.elementType.isAudited)
    #expect(audited.count == expected.count && !expected.isEmpty)
    for wanted in expected {
      let tensor = try #require(audited.first { $0.name == wanted.name }, "\(wanted.name ?? "")")
      #expect(tensor.elementType.name == wanted.type)
      #expect(tensor.shape == wanted.shape)
      for chunkSize in [8, 64, 4096, ChunkBuffer.defaultByteCount] where tensor.elementCount < 1000
      {
        let isSame = try file.digits(of: tensor, chunkSize: chunkSize) == wanted.bytes
        #expect(isSame, "\(wanted.name ?? "") in chunks of \(chunkSize)")
      }
      let isSame = try file.digits(of: tensor, chunkSize: 65_536) == wanted.bytes
      #expect(isSame, "\(wanted.name ?? "")")
    }
  }

  @Test("are read part by part as well as whole", arguments: files)
  func parts(_ name: String, _ document: String, _ key: String) throws {
    let file = try TensorFile(path: Repository.fixture(name))
    for tensor in file.tensors
    where tensor.elementType.isAudited && tensor.elementCount < 1000 {
      let (whole, width) = (try file.allBytes(of: tensor), tensor.elementWidth)
      for start in stride(from: 0, to: tensor.elementCount, by: 5) {
        let range = start..<min(start + 5, tensor.elementCount)
        let part = try file.allBytes(of: tensor, elements: range)
        #expect(part == Array(whole[range.lowerBound * width..<range.upperBound * width]))
      }
    }
  }

  @Test("name what is not audited by NumPy's words")
  func unaudited() throws {
    let file = try TensorFile(path: Repository.fixture("pickle-other.pickle"))
    let names = Dictionary(
      uniqueKeysWithValues: file.tensors.map { ($0.name ?? "", $0.elementType.name) })
    #expect(
      names == [
        "int": "<i8", "bool": "|b1", "text": "<U1", "fields": "structured", "time": "<M8",
      ])
    #expect(file.tensors.map(\.elementCount) == [3, 2, 1, 2, 1])
  }

  @Test("a checkpoint in pieces is one file of a tree")
  func tree() throws {
    let tree = FileTree(path: Repository.fixture("distributed"))
    #expect(tree.problems == [] && tree.ignored == [] && tree.aliases == [])
    #expect(tree.files == [Repository.fixture("distributed/step_5/.metadata")])
    #expect(
      tree.parts
        == (0..<4).map { Repository.fixture("distributed/step_5/__\($0)_0.distcp") })
  }
}
