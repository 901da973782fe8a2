import TensorFiles
import Testing

@Suite("Broken files are refused with the fault and its place")
struct MalformedFileTests {
  @Test("a broken .npy file is refused", arguments: MalformedCase.npy)
  func npy(_ expected: MalformedCase) { check(expected) }

  @Test("a broken safetensors file is refused", arguments: MalformedCase.safetensors)
  func safetensors(_ expected: MalformedCase) { check(expected) }

  @Test("a broken archive is refused", arguments: MalformedCase.archives)
  func archive(_ expected: MalformedCase) { check(expected) }

  @Test("a broken PyTorch file is refused", arguments: MalformedCase.torch)
  func torch(_ expected: MalformedCase) { check(expected) }

  @Test("a broken pickle is refused", arguments: MalformedCase.pickles)
  func pickle(_ expected: MalformedCase) { check(expected) }

  @Test("a broken entry is a problem, and the others are read", arguments: MalformedCase.entries)
  func entry(_ expected: MalformedCase) throws {
    let path = Repository.malformed(expected.file)
    let file = try TensorFile(path: path)
    #expect(file.problems.count == 1)
    try check(#require(file.problems.first), expected, path)
    #expect(file.tensors.map(\.name) == ["a"])
    #expect(try file.allBytes(of: file.tensors[0]).count == 8)
  }

  @Test("a fault of the data is told when they are read", arguments: MalformedCase.data)
  func data(_ expected: MalformedCase) throws {
    let path = Repository.malformed(expected.file)
    let file = try TensorFile(path: path)
    let tensor = try #require(file.tensors.first)
    let error = #expect(throws: TensorFileError.self) { try file.allBytes(of: tensor) }
    try check(#require(error), expected, path)
  }

  @Test("a broken index of shards is refused", arguments: MalformedCase.indices)
  func index(_ expected: MalformedCase) throws {
    let path = Repository.malformed(expected.file)
    let tree = FileTree(path: path)
    #expect(tree.indices == [path])
    try check(#require(tree.problems.first), expected, path)
  }

  @Test("every file of the collection is tested")
  func collectionIsCovered() throws {
    let tested =
      (MalformedCase.npy + MalformedCase.safetensors + MalformedCase.archives
      + MalformedCase.entries + MalformedCase.data + MalformedCase.indices
      + MalformedCase.torch + MalformedCase.pickles).map(\.file)
      + StrangeFileTests.files + TorchProblemTests.files.map(\.0) + TorchProblemTests.strange
      + PickleProblemTests.files.map(\.0) + PickleProblemTests.strange
      + DistributedProblemTests.files.map(\.0) + DistributedProblemTests.strange
    #expect(try Set(Repository.malformedNames()) == Set(tested))
  }

  private func check(_ expected: MalformedCase) {
    let path = Repository.malformed(expected.file)
    let error = #expect(throws: TensorFileError.self) { try TensorFile(path: path) }
    #expect(error?.code == expected.code)
    #expect(error?.byteOffset == expected.byteOffset)
    #expect(error?.description == "\(path): \(expected.message)")
  }

  private func check(_ error: TensorFileError, _ expected: MalformedCase, _ path: String) {
    #expect(error.code == expected.code)
    #expect(error.byteOffset == expected.byteOffset)
    #expect(error.description == "\(path): \(expected.message)")
  }
}
