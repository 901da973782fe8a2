import Foundation
import TensorFiles
import Testing

@Suite("No damage to a small PyTorch file traps")
struct HostileTorchTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private static let files = ["valid-archive.pt", "valid-legacy.pt"]

  private func contents(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Opens a file and reads all of it; errors of this module are as good as a result.
  private func survive(_ bytes: [UInt8], as name: String = "x.pt") throws -> TensorFileError? {
    do {
      let file = try TensorFile(path: directory.write(bytes, to: name))
      for tensor in file.tensors {
        #expect(tensor.endOffset <= file.byteCount)
        if tensor.elementType.isAudited && tensor.elementCount < 1 << 20 {
          let count = try file.allBytes(of: tensor, chunkSize: 1 << 16).count
          #expect(count == tensor.elementCount * tensor.elementWidth)
        }
      }
      _ = try file.interruptedWrite()
      return file.problems.first
    } catch let error as TensorFileError {
      #expect(!error.description.isEmpty)
      return error
    }
  }

  @Test("a file cut at any byte is refused", arguments: files)
  func cut(name: String) throws {
    let whole = try contents(Repository.malformed(name))
    #expect(try survive(whole) == nil)
    for count in 0..<whole.count {
      let error = try #require(try survive(Array(whole[..<count])), "cut at \(count)")
      #expect(
        [.emptyFile, .truncatedHeader, .truncatedData, .archiveEndMissing].contains(error.code))
      #expect(error.byteOffset == UInt64(count))
    }
  }

  @Test("a file with any bit flipped is read or refused", arguments: files)
  func flip(name: String) throws {
    let whole = try contents(Repository.malformed(name))
    for bit in 0..<whole.count * 8 {
      var damaged = whole
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      _ = try survive(damaged)
    }
  }

  @Test("a file with any byte removed or doubled is read or refused", arguments: files)
  func shift(name: String) throws {
    let whole = try contents(Repository.malformed(name))
    for place in whole.indices {
      var shorter = whole
      shorter.remove(at: place)
      _ = try survive(shorter)
      var longer = whole
      longer.insert(whole[place], at: place)
      _ = try survive(longer)
    }
  }

  @Test(
    "a file of views and containers with bytes changed is read or refused",
    arguments: ["torch-5.pt", "torch-legacy-2.pt", "torch-module.pt"])
  func change(name: String) throws {
    let whole = try contents(Repository.fixture(name))
    for place in stride(from: 0, to: whole.count, by: 23) {
      var damaged = whole
      damaged[place] = damaged[place] &+ UInt8(truncatingIfNeeded: place / 23 % 255 + 1)
      _ = try survive(damaged)
    }
  }

  @Test("random opcodes are refused", arguments: 0..<300 as Range<UInt64>)
  func random(seed: UInt64) throws {
    let opcodes =
      Array("(.012NKMJXcdelabghjqrstup}])QR\u{85}\u{86}\u{87}\u{88}".unicodeScalars)
      .map { UInt8($0.value) } + [0x80, 0x8C, 0x93, 0x94, 0x95, 0x81, 0x8A]
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    var noise: [UInt8] = []
    for _ in 0..<400 {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      noise.append(
        state & 3 == 0 ? UInt8(state >> 8 & 3) : opcodes[Int(state >> 33) % opcodes.count])
    }
    let whole = try contents(Repository.malformed("valid-legacy.pt"))
    _ = try survive(Array(whole[..<27]) + noise)
  }

  @Test("a pickle of more values than are read is refused, not held")
  func values() throws {
    let whole = try contents(Repository.malformed("valid-legacy.pt"))
    let head = Array(whole[..<27])
    let values = [UInt8](repeating: 0x4E, count: 1 << 21)
    #expect(try survive(head + values)?.code == .pickleTooLarge)
    let pairs = (0..<1 << 22 + 1).flatMap { _ in [0x5D, 0x30] as [UInt8] }
    #expect(try survive(head + pairs)?.code == .pickleTooLarge)
  }
}
