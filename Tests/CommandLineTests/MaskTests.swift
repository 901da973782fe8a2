import Foundation
import Testing

@Suite("fpaudit trace --masks")
struct MaskTests {
  private let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// Writes a safetensors file in which every tensor is two values of which the second
  /// underflows in fp16.
  private func write(_ names: [String]) throws {
    let values: [UInt8] = [0, 0, 128, 63, 1, 0, 0, 0]
    // As bytes: Swift's dictionaries take names for one that Unicode calls equivalent.
    let entries = try names.enumerated().map { index, name in
      let quoted = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
      let offsets = "\(8 * index),\(8 * index + 8)"
      return #"\#(quoted):{"dtype":"F32","shape":[1,2],"data_offsets":[\#(offsets)]}"#
    }
    let header = Data("{\(entries.joined(separator: ","))}".utf8)
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) }
    let data = Data(length) + header + Data(names.flatMap { _ in values })
    try data.write(to: scratch.url.appending(path: "step_3.safetensors"))
  }

  private func masks(_ run: Tool.Run) throws -> [String] {
    #expect(run.status == 0 && run.error == "", "\(run.error)")
    return try FileManager.default.contentsOfDirectory(atPath: scratch.path("masks")).sorted()
  }

  @Test("are booleans in C order, true where a value is lost")
  func contents() throws {
    try write(["fc.weight"])
    let run = try Tool.run(
      "trace", scratch.url.path, "--format", "fp16", "--masks", scratch.path("masks"))
    #expect(try masks(run) == ["masks.csv", "step_3.fc.weight.npy"])
    let bytes = [UInt8](
      try Data(contentsOf: scratch.url.appending(path: "masks/step_3.fc.weight.npy")))
    let header = String(decoding: bytes[10..<bytes.count - 2], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '|b1', 'fortran_order': False, 'shape': (1, 2), }"))
    #expect(header.hasSuffix("\n") && (bytes.count - 2) % 64 == 0)
    #expect(Array(bytes.suffix(2)) == [0, 1])
    let table = try String(
      contentsOf: scratch.url.appending(path: "masks/masks.csv"), encoding: .utf8)
    #expect(table == "file,step,tensor,chosen\nstep_3.fc.weight.npy,3,fc.weight,1\n")
  }

  @Test("stay in their directory and apart, whatever tensors are called")
  func names() throws {
    let names = [
      "a/b", "a_b", "..", "../../x", "W", "w", "a\u{0}b", String(repeating: "x", count: 300),
      String(repeating: "x", count: 299), "é", "e\u{301}", "-", "con:", "a b\nc", "", "masks.csv",
    ]
    try write(names)
    let run = try Tool.run(
      "trace", scratch.url.path, "--format", "fp16", "--masks", scratch.path("masks"))
    let files = try masks(run)
    #expect(files.count == names.count + 1)
    #expect(Set(files.map { $0.lowercased() }).count == files.count)
    #expect(
      files.allSatisfy {
        $0 == "masks.csv" || $0.wholeMatch(of: /step_3\.[a-z0-9._~-]+\.npy/) != nil
      })
    #expect(files.allSatisfy { $0.utf8.count <= 255 })
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted()
        == ["masks", "step_3.safetensors"])
  }

  @Test("and a directory that cannot be made is named")
  func directory() throws {
    try write(["w"])
    for path in [scratch.path("no/such"), scratch.path("step_3.safetensors")] {
      let run = try Tool.run("trace", scratch.url.path, "--format", "fp16", "--masks", path)
      #expect(run.status == 2 && run.error.hasPrefix("fpaudit: \(path): cannot create: "))
    }
  }
}
