import TensorFiles
import Testing

@Suite("A file of megabytes")
struct LargeFileTests {
  private static let valueCount = 1 << 18
  private static let data = (0..<valueCount).flatMap { bytes(UInt32($0) | 1 << 30) }
  private static let files: [(name: String, bytes: [UInt8])] = [
    ("a.npy", npy(descr: "<f4", shape: "(\(valueCount),)", data)),
    (
      "a.safetensors",
      safetensors(
        "{" + entry("a", "F32", [valueCount / 2], 0, data.count / 2) + ","
          + entry("b", "F16", [valueCount], data.count / 2, data.count) + "}", data)
    ),
    (
      "a.pt",
      legacyTorch(
        [TorchView(first: 3, shape: [valueCount - 3], strides: [1])],
        storage: (0..<valueCount).map { UInt32($0) })
    ),
    ("a.npz", (try? FileBytes(path: Repository.fixture("large.npz")).bytes) ?? []),
  ]

  @Test("is read from memory as it is from the disk", arguments: files.indices)
  func memory(index: Int) throws {
    let (name, whole) = Self.files[index]
    let directory = try TemporaryDirectory()
    let stored = try TensorFile(path: directory.write(whole, to: name))
    let held = try TensorFile(bytes: whole, path: name)
    #expect(held.tensors == stored.tensors && held.byteCount == stored.byteCount)
    #expect(held.container == stored.container)
    for tensor in held.tensors {
      let elements = 0..<min(1000, tensor.elementCount)
      #expect(
        try held.allBytes(of: tensor, elements: elements)
          == stored.allBytes(of: tensor, elements: elements))
    }
    try held.verifyUnchanged()
  }

  @Test("is refused where it is cut, at a thousand places", arguments: files.indices)
  func cut(index: Int) throws {
    let (name, whole) = Self.files[index]
    #expect(try TensorFile(bytes: whole, path: name).problems.isEmpty)
    for place in 0..<1000 {
      // Not at multiples of a page, nor of an element.
      let count = place * whole.count / 1000 + place % 7
      let error = #expect(throws: TensorFileError.self, "cut at \(count)") {
        try TensorFile(bytes: Array(whole[..<min(count, whole.count - 1)]), path: name)
      }
      let codes: Set<TensorFileError.Code> = [
        .emptyFile, .truncatedHeader, .truncatedData, .archiveEndMissing,
      ]
      let code = try #require(error?.code)
      #expect(codes.contains(code), "cut at \(count)")
    }
  }

  @Test("is read or refused with any of a thousand bytes changed", arguments: files.indices)
  func change(index: Int) throws {
    let (name, whole) = Self.files[index]
    let buffer = ChunkBuffer()
    for place in 0..<1000 {
      // Every byte of the header, then some of the data.
      let index = place < 500 ? place : place * whole.count / 1000
      var damaged = whole
      damaged[index] ^= UInt8(1 + place % 255)
      do throws(TensorFileError) {
        let file = try TensorFile(bytes: damaged, path: name)
        for tensor in file.tensors where tensor.elementType.isAudited {
          var byteCount = 0
          try file.forEachChunk(of: tensor, using: buffer) { byteCount += $0.byteCount }
          #expect(byteCount == tensor.elementCount * tensor.elementWidth)
        }
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }
}
