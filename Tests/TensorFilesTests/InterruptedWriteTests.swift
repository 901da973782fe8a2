import Foundation
import TensorFiles
import Testing

@Suite("A recording that was cut while being written is named")
struct InterruptedWriteTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func finding(_ name: String) throws -> InterruptedWrite? {
    try TensorFile(path: Repository.malformed(name)).interruptedWrite()
  }

  @Test("zeros from a page boundary inside a tensor are suspicious")
  func pageBoundary() throws {
    let found = try #require(try finding("cut-recording.safetensors"))
    #expect(found.tensor == "b")
    #expect(found.byteOffset == 8192)
    #expect(found.zeroByteCount == 12_424)
    #expect(found.evidence == .pageBoundary)
    let array = try #require(try finding("cut-recording.npy"))
    #expect(array.tensor == nil)
    #expect(array.byteOffset == 4096)
  }

  @Test("a file of several tensors and nothing but zeros is suspicious")
  func everythingZero() throws {
    let found = try #require(try finding("cut-recording-all-zero.safetensors"))
    #expect(found.tensor == "a")
    #expect(found.byteOffset == 128)
    #expect(found.evidence == .everythingZero)
    #expect(
      found.description.hasSuffix(
        "cut-recording-all-zero.safetensors: tensor `a`: looks like an interrupted write: "
          + "768 zero bytes up to the end of the file, which is all that the tensors hold, "
          + "at byte 128; check that the recording was completed"))
  }

  @Test("a last tensor that is zero as a whole is not suspicious")
  func zeroLastTensor() throws {
    #expect(try finding("valid-zero-last-tensor.safetensors") == nil)
  }

  @Test("a .npy array of zeros is not suspicious")
  func zeroArray() throws {
    let path = try directory.write(
      npy(descr: "<f4", shape: "(4096,)", Array(repeating: 0, count: 16_384)), to: "zero.npy")
    #expect(try TensorFile(path: path).interruptedWrite() == nil)
  }

  @Test("zero rows at the end of a tensor are not suspicious")
  func zeroRows() throws {
    let data = Array(repeating: UInt8(0x3F), count: 5000) + Array(repeating: 0, count: 11_384)
    let path = try directory.write(npy(descr: "<f4", shape: "(4096,)", data), to: "rows.npy")
    #expect(try TensorFile(path: path).interruptedWrite() == nil)
  }

  @Test("a hole to the end of the file is suspicious wherever the data stop")
  func hole() throws {
    let header = "{" + entry("a", "F32", [50_000], 0, 200_000) + ","
    let whole = safetensors(
      header + entry("b", "F32", [50_000], 200_000, 400_000) + "}",
      Array(repeating: 0x3F, count: 400_000))
    let path = try directory.write(Array(whole.prefix(210_001)), to: "hole.safetensors")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: UInt64(whole.count))
    try handle.close()
    let file = try TensorFile(path: path)
    let found = try #require(try file.interruptedWrite())
    let start = try #require(file.tensors.last?.byteOffset)
    #expect(found.evidence == .hole)
    #expect(found.tensor == "b")
    #expect(found.byteOffset == start + (210_001 - start + 3) / 4 * 4)
    #expect(found.zeroByteCount == UInt64(whole.count) - found.byteOffset)
  }

  @Test("a preallocated array without any data is suspicious")
  func onlyHeader() throws {
    let head = npy(descr: "<f4", shape: "(65536,)", [])
    let path = try directory.write(head, to: "head.npy")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.truncate(atOffset: UInt64(head.count + 262_144))
    try handle.close()
    let found = try #require(try TensorFile(path: path).interruptedWrite())
    #expect(found.evidence == .hole)
    #expect(found.byteOffset == UInt64(head.count))
  }
}
