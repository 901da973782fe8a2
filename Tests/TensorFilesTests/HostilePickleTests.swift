import Foundation
import TensorFiles
import Testing

@Suite("No damage to a pickle or a checkpoint in pieces traps, or goes unnoticed")
struct HostilePickleTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func contents(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// What reading all of a file gives, or the first error.
  private func outcome(_ path: String) throws -> Result<[[UInt8]], TensorFileError> {
    do {
      let file = try TensorFile(path: path)
      if let problem = file.problems.first { return .failure(problem) }
      return .success(
        try file.tensors.filter { $0.elementType.isAudited && $0.elementCount < 1 << 16 }.map {
          try file.allBytes(of: $0)
        })
    } catch let error as TensorFileError {
      #expect(!error.description.isEmpty)
      return .failure(error)
    }
  }

  @Test("a pickle cut at any byte is refused")
  func cut() throws {
    let whole = try contents(Repository.malformed("valid-arrays.pkl"))
    for count in 0..<whole.count {
      let path = try directory.write(Array(whole[..<count]), to: "x.pkl")
      guard case .failure(let error) = try outcome(path) else {
        Issue.record("cut at \(count)")
        continue
      }
      #expect([.emptyFile, .truncatedHeader].contains(error.code), "\(error)")
    }
  }

  @Test(
    "a pickle with any bit flipped is read or refused",
    arguments: ["valid-arrays.pkl", "valid-checkpoint.metadata"])
  func flip(_ name: String) throws {
    let whole = try contents(Repository.malformed(name))
    try directory.write(
      try contents(Repository.malformed("valid-checkpoint.distcp")), to: "valid-checkpoint.distcp")
    for bit in 0..<whole.count * 8 {
      var damaged = whole
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      _ = try outcome(directory.write(damaged, to: name))
    }
  }

  @Test(
    "a large pickle with bytes changed is read or refused",
    arguments: ["pickle-2.pkl", "pickle-5.pkl", "pickle-torch-5.pkl", "torch-checkpoint-2.pt"])
  func change(_ name: String) throws {
    let whole = try contents(Repository.fixture(name))
    for place in stride(from: 0, to: whole.count, by: whole.count / 100) {
      var damaged = whole
      damaged[place] = damaged[place] &+ UInt8(truncatingIfNeeded: place % 255 + 1)
      _ = try outcome(directory.write(damaged, to: name))
    }
  }

  @Test("a file of pieces with any byte changed, or cut, gives the same values or an error")
  func pieces() throws {
    let metadata = try contents(Repository.malformed("valid-checkpoint.metadata"))
    let pieces = try contents(Repository.malformed("valid-checkpoint.distcp"))
    let path = try directory.write(metadata, to: ".metadata")
    try directory.write(pieces, to: "valid-checkpoint.distcp")
    let expected = try outcome(path).get()
    var errors = 0
    for place in pieces.indices {
      var damaged = pieces
      damaged[place] ^= 0x10
      try directory.write(damaged, to: "valid-checkpoint.distcp")
      switch try outcome(path) {
      case .success(let values): #expect(values == expected, "changed at \(place)")
      case .failure: errors += 1
      }
    }
    #expect(errors > 500)
    for count in 0..<pieces.count {
      try directory.write(Array(pieces[..<count]), to: "valid-checkpoint.distcp")
      if case .success(let values) = try outcome(path) { #expect(values == expected) }
    }
  }

  @Test(
    "a bit of a storage that is wrong is an error of each tensor in it",
    arguments: ["torch-2.pt", "torch-5.pt", "torch-big-endian.pt", "torch-checkpoint-4.pt"])
  func storages(_ name: String) throws {
    let whole = try contents(Repository.fixture(name))
    let tensors = try TensorFile(path: Repository.fixture(name)).tensors
      .filter { $0.elementType.isAudited && $0.elementCount > 0 && !$0.name.isArray }
    #expect(tensors.count > 10)
    for tensor in tensors {
      var damaged = whole
      damaged[Int(tensor.byteOffset)] ^= 1
      let file = try TensorFile(path: directory.write(damaged, to: "x.pt"))
      let error = #expect(throws: TensorFileError.self) { try file.allBytes(of: tensor) }
      #expect(error?.code == .checksumMismatch, "\(tensor.name ?? "")")
      // It stays one, however often it is asked.
      #expect(throws: TensorFileError.self) { try file.allBytes(of: tensor) }
    }
  }

  @Test(
    "what makes much of few bytes is refused, not held",
    arguments: [
      ([0x28], "marks"), ([0x5D, 0x30], "lists"), ([0x29, 0x94, 0x30], "numbers of the memo"),
      ([0x8F, 0x94], "sets"), ([0x4E], "values"),
      ([0x4E, 0x72, 0xFF], "far numbers of the memo"),
    ] as [([UInt8], String)])
  func bombs(_ opcodes: [UInt8], _ what: String) throws {
    var bytes: [UInt8] = [0x80, 4]
    var count: UInt32 = 0
    bytes.reserveCapacity(9_000_100)
    while bytes.count < 9_000_000 {
      bytes.append(contentsOf: opcodes)
      if opcodes.last == 0xFF {
        bytes += [UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8)]
        bytes += [UInt8(truncatingIfNeeded: count >> 16), 0x30]
      }
      count += 1
    }
    let path = try directory.write(bytes, to: "x.pkl")
    let error = #expect(throws: TensorFileError.self) { try TensorFile(path: path) }
    #expect(error?.code == .pickleTooLarge, "\(what)")
  }

  @Test(
    "many arrays may share one long text, which is read once, whatever it is",
    arguments: ["a", "\u{101}"])
  func sharedText(end: String) throws {
    let text = Array((String(repeating: "a", count: 400_000 - end.utf8.count) + end).utf8)
    // A pickle of protocol 2: [encode(text), then arrays of integers that all have it].
    let state = Array("(K\u{1}J".unicodeScalars.map { UInt8($0.value) }) + bytes(UInt32(50_000))
    let dtype =
      Array("cnumpy\ndtype\n(X".utf8) + bytes(UInt32(2)) + Array("i8NNtR(K".utf8) + [3, 0x58]
      + bytes(UInt32(1)) + Array("<NNNK".utf8) + [0] + Array("K".utf8) + [0] + Array("K".utf8)
      + [0] + Array("tb".utf8)
    let data =
      Array("c_codecs\nencode\n(X".utf8) + bytes(UInt32(text.count)) + text + [0x58]
      + bytes(UInt32(6)) + Array("latin1tR".utf8)
    let made = Array("cnumpy.core.multiarray\n_reconstruct\n(tR".utf8)
    var pickle: [UInt8] = [0x80, 2, 0x5D, 0x28] + dtype + [0x71, 1] + data + [0x71, 2]
    for _ in 0..<20_000 {
      pickle += made + state + [0x85, 0x68, 1, 0x89, 0x68, 2] + Array("tb".utf8)
    }
    let path = try directory.write(pickle + Array("e.".utf8), to: "x.pkl")
    let file = try TensorFile(path: path)
    #expect(file.problems.count == (end == "a" ? 0 : 20_000))
    #expect(Set(file.problems.map(\.code)).subtracting([.sizeMismatch]) == [])
    #expect(file.tensors.count == (end == "a" ? 20_000 : 0))
  }
}

extension String? {
  /// Whether it is the name of a NumPy array in the pickle of a checkpoint.
  fileprivate var isArray: Bool { self?.hasPrefix("arrays.") ?? false }
}
