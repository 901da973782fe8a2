import Foundation
import GradientAudit
import TensorFiles
import Testing

@Suite("A broken histogram file")
struct BrokenHistogramTests {
  /// A small file with something of everything.
  static func bytes(in directory: TemporaryDirectory) throws -> [UInt8] {
    try directory.write([1, -2e-9, 0, .infinity, .nan], to: "r/step_1/a.npy")
    try directory.write([Float(bitPattern: 0x1234), -1e30], to: "r/step_2/b.npy")
    try directory.write([1, 2, 3], to: "r/step_3/cut.npy", lessBytes: 5)
    try directory.write(Data("text".utf8), to: "r/notes.txt")
    try directory.write(
      Data([5 + 55, 0, 0, 0, 0, 0, 0, 0] + Array(integers.utf8) + [0, 0]),
      to: "r/step_1/i.safetensors")
    return RecordingReader().read(Recording(paths: [directory.path + "/r"])).fileBytes
  }

  private static let integers =
    #"{"i":{"dtype":"I16","shape":[1],"data_offsets":[0,2]}}"#
    .padding(toLength: 60, withPad: " ", startingAt: 0)

  private func read(_ bytes: [UInt8], in directory: TemporaryDirectory) throws -> RecordingHistogram
  {
    try directory.write(Data(bytes), to: "broken.fphist")
    return try RecordingHistogram(path: directory.path + "/broken.fphist")
  }

  private func code(_ bytes: [UInt8], in directory: TemporaryDirectory) throws -> TensorFileError
    .Code?
  {
    do {
      _ = try read(bytes, in: directory)
      return nil
    } catch let error as TensorFileError {
      return error.code
    }
  }

  @Test("is refused wherever it is cut or changed")
  func damage() throws {
    let directory = TemporaryDirectory()
    let bytes = try Self.bytes(in: directory)
    #expect(try read(bytes, in: directory).unaudited.count == 1)
    for count in bytes.indices {
      let expected: TensorFileError.Code =
        count < 8 ? .notATensorFile : count < 24 ? .truncatedHeader : .truncatedData
      #expect(try code(Array(bytes.prefix(count)), in: directory) == expected)
    }
    #expect(try code(bytes + [0], in: directory) == .trailingBytes)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1 << (index % 8)
      let found = try #require(try code(changed, in: directory))
      switch index {
      case 0..<8: #expect(found == .notATensorFile)
      case 8: #expect(found == .malformedHistogram)  // the version before this one
      case 9..<12: #expect(found == .unsupportedVersion)
      case 16..<24: #expect(found == .truncatedData || found == .trailingBytes)
      default: #expect(found == .checksumMismatch)
      }
    }
  }

  @Test("is refused, or is the one file with those contents, if its checksum is right")
  func forgery() throws {
    let directory = TemporaryDirectory()
    let bytes = try Self.bytes(in: directory)
    var generator = SplitMix64(seed: 4)
    var (refused, accepted) = (0, 0)
    for _ in 0..<5000 {
      var contents = Array(bytes[24...])
      for _ in 0...Int.random(in: 0...2, using: &generator) {
        let index = Int.random(in: contents.indices, using: &generator)
        switch Int.random(in: 0...3, using: &generator) {
        case 0: contents[index] = UInt8.random(in: 0...255, using: &generator)
        case 1: contents[index] ^= 1 << Int.random(in: 0...7, using: &generator)
        case 2: contents.remove(at: index)
        default:
          contents.insert([0, 1, 0x80, 0xFF].randomElement(using: &generator) ?? 0, at: index)
        }
      }
      let forged =
        Array(bytes[..<12]) + ForgedHistogram.sealed(contents)
      do {
        let histogram = try read(forged, in: directory)
        #expect(histogram.fileBytes == forged)
        _ = histogram.audit(AuditPlan(scales: [.one]))
        accepted += 1
      } catch let error as TensorFileError {
        #expect(error.code == .malformedHistogram)
        refused += 1
      }
    }
    #expect(refused > 1000 && accepted > 100)
  }

  @Test("that claims more values than can be counted is refused, alone and with others")
  func tooManyValues() throws {
    let directory = TemporaryDirectory()
    #expect(try code(ForgedHistogram.claiming([.max, 1]), in: directory) == .malformedHistogram)
    #expect(
      try code(ForgedHistogram.claiming([1 << 62, 1 << 62]), in: directory) == .malformedHistogram)
    var sum = try read(ForgedHistogram.claiming([.max - 1, 1]), in: directory)
    #expect(sum.elementCount == .max)
    let one = try read(ForgedHistogram.claiming([1], named: "u"), in: directory)
    let conflicts = #expect(throws: MergeConflicts.self) { try sum.merge(one) }
    #expect(conflicts?.conflicts.map(\.tensor) == ["u0"])
    var merger = HistogramMerger(one)
    #expect(
      merger.add(try read(ForgedHistogram.claiming([.max]), in: directory)).map(\.tensor) == ["t0"])
    #expect(merger.finish() == one)
  }
}
