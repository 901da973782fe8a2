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

  /// Bins of 1, and of 2 where there are two.
  static let forgedBins: [(bytes: [UInt8], count: Int, what: String?)] = {
    let (one, none) = (ForgedHistogram.leb(ForgedHistogram.bin(of: 1)), "is not as it is written")
    // The second bin lies 318 behind, which takes nine bits of distance, less one.
    let two: [UInt8] = [0, 2, 0] + one + [9, 2, 0, 0x7A, 0x02, 0b1000]
    let nan = ForgedHistogram.leb(ForgedHistogram.bin(of: 1) + 318 * 1024 - 4)
    let fullBlock: [UInt8] = [1, 56, 0, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 32 * 7)
    let beyond = ForgedHistogram.leb(ForgedHistogram.bin(of: 1) + 318 * 1024 - 3)
    return [
      ([0, 1, 0] + one + [1, 1, 0, 0], 1, nil),
      ([0, 1, 0] + one + [1, 1, 0, 1], 2, nil),
      ([0, 1, 0] + one + [1, 2, 0, 2], 3, nil),
      (two, 4, nil),
      // A width too many, and one too few.
      ([0, 1, 0] + one + [1, 2, 0, 1], 2, none),
      ([0, 1, 0] + one + [2, 1, 0, 0], 1, none),
      ([0, 1, 0] + one + [1, 64, 0, 9, 0, 0, 0, 0, 0, 0, 0], 10, none),
      ([0, 1, 0] + one + [0, 1, 0], 1, "has no such widths"),
      ([0, 1, 0] + one + [1, 0, 0], 1, "has no such widths"),
      ([0, 1, 0] + one + [25, 1, 0, 0, 0, 0, 0], 1, "has no such widths"),
      ([0, 1, 0] + one + [1, 57, 0, 0, 0, 0, 0, 0, 0, 1], 1, "has no such widths"),
      ([0, 1, 0] + one + [1, 65, 0, 0, 0, 0, 0, 0, 0, 0, 1], 1, "has no such widths"),
      // The first bin five before the one that there is.
      (
        [0, 1, 0] + ForgedHistogram.leb(ForgedHistogram.bin(of: 1) - 5) + [3, 1, 5, 0], 1,
        "the first bin is not where it should be"
      ),
      // Bits behind the last.
      ([0, 1, 0] + one + [1, 1, 2, 0], 1, none),
      ([0, 1, 0] + one + [1, 1, 0, 0x80], 1, none),
      // No such bin.
      ([0, 1, 0, 0, 1, 1, 0, 0], 1, "there is no such bin"),
      ([0, 1, 0] + beyond + [1, 1, 0, 0], 1, "there is no such bin"),
      ([0, 2, 0] + nan + [1, 1, 0, 0], 2, none),
      ([0, 4, 0] + nan + [1, 1, 0, 0], 4, none),
      // 2^64 values, and 2^63.
      ([0, 1, 0] + one + [1, 64, 0] + [UInt8](repeating: 0xFF, count: 8), 1, none),
      ([1, 1, 0] + one + [1, 64, 0] + [UInt8](repeating: 0xFF, count: 7) + [0x7F], 1, none),
      // 2^64 values in bins of 2^56, and five.
      ([5] + ForgedHistogram.leb(256) + [0] + one + (0..<8).flatMap { _ in fullBlock }, 5, none),
      // Fewer than there are elements, and more bins than bytes.
      ([0, 1, 0] + one + [1, 1, 0, 0], 2, "do not sum to its elements"),
      ([0, 0x7F, 0] + one + [1, 1, 0, 0], 1, "the bins end too late"),
      ([0, 0xFF, 0xFF, 0xFF, 0x7F, 0] + one, 1, "the bins end too late"),
    ]
  }()

  @Test("is refused if its bins are written as none are", arguments: forgedBins.indices)
  func unwritten(index: Int) throws {
    let directory = TemporaryDirectory()
    let (bytes, count, what) = Self.forgedBins[index]
    let extremes = bytes[1] == 2 ? 1...2.0 : 1...1
    let forged = ForgedHistogram.file([
      ForgedHistogram.tensor(of: count, bins: bytes, extremes: extremes)
    ])
    try directory.write(Data(forged), to: "forged.fphist")
    let path = directory.path + "/forged.fphist"
    let replay = try Replayer(Replayer.Query([try LossScaler(named: "torch")])).replay(
      Recording(paths: [path]))
    guard let what else {
      #expect(try RecordingHistogram(path: path).fileBytes == forged)
      #expect(replay.steps.map(\.valueCount) == [UInt64(count)])
      return
    }
    let error = #expect(throws: TensorFileError.self) { try RecordingHistogram(path: path) }
    #expect(error?.code == .malformedHistogram && error?.what.contains(what) ?? false)
    #expect(replay.problems == [error].compactMap(\.self) && replay.steps.isEmpty)
  }

  @Test(
    "is refused if an entry is longer or shorter than it claims", arguments: [-1, 1, 5, 1 << 40])
  func lengths(error: Int) throws {
    let directory = TemporaryDirectory()
    let one = ForgedHistogram.leb(ForgedHistogram.bin(of: 1))
    let forged = ForgedHistogram.file([
      ForgedHistogram.tensor(
        of: 1, bins: [0, 1, 0] + one + [1, 1, 0, 0], extremes: 1...1, lengthError: error)
    ])
    #expect(try code(forged, in: directory) == .malformedHistogram)
    let replay = try Replayer(Replayer.Query([try LossScaler(named: "torch")])).replay(
      Recording(paths: [directory.path + "/broken.fphist"]))
    #expect(replay.problems.map(\.code) == [.malformedHistogram])
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
