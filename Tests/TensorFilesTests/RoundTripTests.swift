import TensorFiles
import Testing

@Suite("What a test writes, a reader finds")
struct RoundTripTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test("a safetensors file gives its tensors in the order of their bytes")
  func safetensorsFile() throws {
    let header =
      "{" + entry("b", "F32", [2], 8, 16) + "," + entry("a", "BF16", [2, 2], 0, 8)
      + #","__metadata__":{"step":"100","format":"pt"}}  "#
    let data = (0..<16).map { UInt8($0) }
    let file = try TensorFile(path: directory.write(safetensors(header, data), to: "x.safetensors"))
    #expect(file.container == .safetensors)
    #expect(file.tensors.map(\.name) == ["a", "b"])
    #expect(file.tensors.map(\.elementType) == [.bfloat16, .float32])
    #expect(file.tensors.map(\.shape) == [[2, 2], [2]])
    #expect(file.metadata.map(\.key) == ["step", "format"])
    #expect(file.metadata.map(\.value) == ["100", "pt"])
    #expect(try file.allBytes(of: file.tensors[0]) == Array(data[..<8]))
    #expect(try file.allBytes(of: file.tensors[1]) == Array(data[8...]))
    try file.verifyUnchanged()
  }

  @Test(
    "every width and byte order of .npy comes back in the host's order",
    arguments: ["f2", "f4", "f8"], ["<", ">", "=", "|"])
  func npyFile(type: String, order: String) throws {
    let patterns: [UInt64] = (0..<37).map { 0x0123_4567_89AB_CDEF &* ($0 * 2 + 1) }
    func encode(_ pattern: UInt64, bigEndian: Bool) -> [UInt8] {
      switch type {
      case "f2": bytes(UInt16(truncatingIfNeeded: pattern), bigEndian: bigEndian)
      case "f4": bytes(UInt32(truncatingIfNeeded: pattern), bigEndian: bigEndian)
      default: bytes(pattern, bigEndian: bigEndian)
      }
    }
    let isBig = order == ">" || (order != "<" && 1.bigEndian == 1)
    let stored = patterns.flatMap { encode($0, bigEndian: isBig) }
    let file = try TensorFile(
      path: directory.write(
        npy(descr: order + type, shape: "(37,)", stored), to: "x.npy"))
    let tensor = try #require(file.tensors.first)
    #expect(tensor.isBigEndian == isBig)
    #expect(tensor.elementCount == 37)
    let expected = patterns.flatMap { encode($0, bigEndian: 1.bigEndian == 1) }
    #expect(try file.allBytes(of: tensor, chunkSize: 24) == expected)
  }
}
