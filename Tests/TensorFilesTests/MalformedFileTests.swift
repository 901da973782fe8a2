import TensorFiles
import Testing

@Suite("Broken files are refused with the fault and its place")
struct MalformedFileTests {
  @Test("a broken .npy file is refused", arguments: MalformedCase.npy)
  func npy(_ expected: MalformedCase) { check(expected) }

  @Test("a broken safetensors file is refused", arguments: MalformedCase.safetensors)
  func safetensors(_ expected: MalformedCase) { check(expected) }

  @Test("every file of the collection is tested")
  func collectionIsCovered() throws {
    let tested =
      (MalformedCase.npy + MalformedCase.safetensors).map(\.file) + StrangeFileTests.files
    #expect(try Set(Repository.malformedNames()) == Set(tested))
  }

  private func check(_ expected: MalformedCase) {
    let path = Repository.malformed(expected.file)
    let error = #expect(throws: TensorFileError.self) { try TensorFile(path: path) }
    #expect(error?.code == expected.code)
    #expect(error?.byteOffset == expected.byteOffset)
    #expect(error?.description == "\(path): \(expected.message)")
  }
}
