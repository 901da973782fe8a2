import Foundation
import Testing

@Suite("A damaged archive")
struct DamagedArchiveTests {
  /// An archive of stored arrays of 5,000 zeros, under checksums that are not theirs.
  private static func archive(_ names: [String] = ["w"]) -> Data {
    let dictionary = "{'descr': '<f4', 'fortran_order': False, 'shape': (5000,), }"
    let head = dictionary + String(repeating: " ", count: 117 - dictionary.utf8.count) + "\n"
    let array =
      [0x93] + Array("NUMPY".utf8) + [1, 0] + bytes(UInt16(118)) + Array(head.utf8)
      + [UInt8](repeating: 0, count: 20_000)
    let size = bytes(UInt32(array.count))
    var (local, directory): ([UInt8], [UInt8]) = ([], [])
    for name in names.map({ Array("\($0).npy".utf8) }) {
      // Version, flags, method, time and date; checksum, sizes; lengths of name and extra.
      let fields =
        bytes(UInt16(20)) + [UInt8](repeating: 0, count: 8) + bytes(UInt32(0x1234_5678)) + size
        + size + bytes(UInt16(name.count)) + bytes(UInt16(0))
      directory +=
        Array("PK\u{1}\u{2}".utf8) + bytes(UInt16(20)) + fields
        + [UInt8](repeating: 0, count: 10) + bytes(UInt32(local.count)) + name
      local += Array("PK\u{3}\u{4}".utf8) + fields + name + array
    }
    let end =
      Array("PK\u{5}\u{6}".utf8) + [UInt8](repeating: 0, count: 4) + bytes(UInt16(names.count))
      + bytes(UInt16(names.count)) + bytes(UInt32(directory.count)) + bytes(UInt32(local.count))
      + bytes(UInt16(0))
    return Data(local + directory + end)
  }

  private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number(8 * $0)) }
  }

  @Test(
    "is refused by every command that reads it, also where its ends were read before",
    arguments: [
      "audit --quiet", "histogram --quiet -o kept.fphist", "trace --format fp16 --outcomes zero",
      "metrics", "replay --quiet --csv replay.csv", "advise", "audit --by axis --quiet",
    ])
  func damaged(command: String) throws {
    let scratch = try Scratch()
    try Self.archive().write(to: scratch.url.appending(path: "a.npz"))
    let words = command.split(separator: " ", maxSplits: 1)
    let options = words.count > 1 ? String(words[1]) : ""
    let run = try Tool.shell("cd \(scratch.url.path); $FPAUDIT \(words[0]) a.npz \(options)")
    #expect(run.status == 2)
    #expect(run.error.contains("the entry `w.npy` was damaged: its checksum differs"), "\(run)")
  }

  @Test(
    "of PyTorch, or with arrays that are not read for their values, is refused by all of them, too",
    arguments: [
      "data-checksum.pt", "data-checksum-view.pt", "data-checksum-unread.npz",
      "data-checksum-empty.npz",
    ],
    [
      "audit --quiet", "histogram --quiet -o kept.fphist", "trace --format fp16 --outcomes zero",
      "metrics", "replay --quiet --csv replay.csv", "advise", "audit --by axis --quiet",
    ])
  func others(name: String, command: String) throws {
    let scratch = try Scratch()
    let file = Tool.root.appending(path: "Datasets/malformed/\(name)").path
    let words = command.split(separator: " ", maxSplits: 1)
    let options = words.count > 1 ? String(words[1]) : ""
    let run = try Tool.shell("cd \(scratch.url.path); $FPAUDIT \(words[0]) \(file) \(options)")
    #expect(run.status == 2)
    #expect(run.error.contains("was damaged: its checksum differs"), "\(run)")
  }

  @Test("of which one array cannot be read leaves the others", arguments: ["trace", "metrics"])
  func oneOfTwo(command: String) throws {
    let scratch = try Scratch()
    let fixture = Tool.root.appending(path: "Tests/TensorFilesTests/Fixtures/deflated.npz")
    var archive = try Data(contentsOf: fixture)
    archive[122] ^= 1  // Among the compressed bytes of `a`; those of `b` follow.
    try archive.write(to: scratch.url.appending(path: "a.npz"))
    let options = command == "trace" ? "--format fp16 --outcomes normal --all" : "--formats fp16"
    let run = try Tool.shell("cd \(scratch.url.path); $FPAUDIT \(command) a.npz \(options) --csv -")
    #expect(run.status == 2)
    #expect(run.error.contains("the entry `a.npy` was damaged"), "\(run)")
    let rows = run.output.split(separator: "\n").dropFirst()
    #expect(!rows.isEmpty && rows.allSatisfy { $0.contains("0,b,") }, "\(run)")
  }

  @Test("names each damaged array, and how many more there are where they are many")
  func several() throws {
    let scratch = try Scratch()
    for (count, told) in [(3, 3), (24, 20)] {
      let names = (1...count).map { "layers.\($0)" }
      try Self.archive(names).write(to: scratch.url.appending(path: "a.npz"))
      let run = try Tool.shell("cd \(scratch.url.path); $FPAUDIT audit a.npz --csv -")
      #expect(run.status == 2)
      for name in names.prefix(told) {
        #expect(run.error.contains("the entry `\(name).npy` was damaged"), "\(run)")
      }
      #expect(run.error.contains("4 more of its tensors could not be read") == (count > told))
    }
  }

  @Test("is compared but for the damaged array, whose differences are not listed")
  func compared() throws {
    let scratch = try Scratch()
    let name = "Datasets/malformed/data-checksum.npz"
    try FileManager.default.copyItem(
      at: Tool.root.appending(path: name), to: scratch.url.appending(path: "a.npz"))
    let run = try Tool.shell(
      "cd \(scratch.url.path); $FPAUDIT compare f16c f16c-rtz a.npz --format fp16")
    #expect(run.status == 2, "\(run)")
    #expect(run.error.contains("was damaged: its checksum differs"), "\(run)")
    #expect(run.output.contains("0 of 0 values differ"), "\(run)")
  }
}
