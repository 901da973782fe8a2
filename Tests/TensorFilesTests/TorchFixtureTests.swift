import TensorFiles
import Testing

@Suite("Files that PyTorch wrote")
struct TorchFixtureTests {
  private static let files = [
    "torch-2.pt", "torch-4.pt", "torch-5.pt", "torch-big-endian.pt", "torch-legacy-2.pt",
    "torch-legacy-4.pt", "torch-module.pt", "torch-bare.pt", "torch-bare-legacy.pt",
    "torch-float8.pt", "torch-float8-legacy.pt", "torch-float8-big-endian.pt",
  ]

  @Test("have the tensors that PyTorch sees, by names, types, shapes and bytes", arguments: files)
  func tensors(name: String) throws {
    let expected = try TorchFixture.load().tensors(of: name)
    let file = try TensorFile(path: Repository.fixture(name))
    #expect(file.container == .torch)
    #expect(file.problems == [] && file.warnings == [])
    let audited = file.tensors.filter(\.elementType.isAudited)
    #expect(audited.count == expected.count)
    for wanted in expected {
      let tensor = try #require(audited.first { $0.name == wanted.name }, "\(wanted.name ?? "")")
      #expect(tensor.elementType.name == wanted.type)
      #expect(tensor.shape == wanted.shape)
      let isSame = try file.digits(of: tensor) == wanted.bytes
      #expect(isSame, "\(wanted.name ?? "")")
    }
  }

  @Test("name what is not audited by PyTorch's words")
  func unaudited() throws {
    let file = try TensorFile(path: Repository.fixture("torch-2.pt"))
    let others = file.tensors.filter { !$0.elementType.isAudited }
    let names = Dictionary(
      uniqueKeysWithValues: others.map { ($0.name ?? "", $0.elementType.name) })
    #expect(
      names == ["sparse.indices": "int64", "other.0": "int64", "other.2": "bool"])
  }

  @Test("share storage: a parameter under two names is listed under both")
  func shared() throws {
    let file = try TensorFile(path: Repository.fixture("torch-2.pt"))
    let offsets = file.tensors.filter { ["weight", "again"].contains($0.name ?? "") }
      .map(\.byteOffset)
    #expect(offsets.count == 2 && Set(offsets).count == 1)
  }
}
