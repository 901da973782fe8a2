import TensorFiles
import Testing

@Suite("No damage to a small file traps")
struct HostileFileTests {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private static let array = npy(descr: ">f4", shape: "(2, 3)", Array(repeating: 0x40, count: 24))
  private static let structured = npy(
    "{'descr': [('a', '<f4', (2,)), ('b', [('c', '|u1')])], 'fortran_order': True, "
      + "'shape': (2L,), }\n", Array(repeating: 1, count: 18), version: (3, 0))
  private static let tensors = safetensors(
    "{" + entry("a\\u00e9\\ud83d\\ude00", "F32", [2], 0, 8) + "," + entry("b", "BF16", [], 8, 10)
      + #","__metadata__":{"k":"v"}} "#, Array(repeating: 0x40, count: 10))

  private static let files = [
    ("array.npy", array), ("structured.npy", structured), ("tensors.safetensors", tensors),
    ("stored.npz", fixture("stored.npz")), ("deflated.npz", fixture("deflated.npz")),
    ("streamed.npz", fixture("streamed.npz")),
  ]

  private static func fixture(_ name: String) -> [UInt8] {
    (try? FileBytes(path: Repository.fixture(name)).bytes) ?? []
  }

  /// What each array of the archives holds.
  private static let archived = [1, -0.5, 0, 2].flatMap { bytes(Float($0).bitPattern) }

  /// Opens a file and reads all of it; errors of this module are as good as a result.
  ///
  /// What an archive gives without an error is what was written into it.
  private func survive(_ path: String) throws -> TensorFileError? {
    do {
      let file = try TensorFile(path: path)
      if let problem = file.problems.first { return problem }
      for tensor in file.tensors {
        #expect(tensor.endOffset <= file.byteCount)
        if tensor.elementType.isAudited {
          let bytes = try file.allBytes(of: tensor)
          #expect(bytes.count == tensor.byteCount)
          if file.container == .npz { #expect(bytes == Self.archived) }
        }
      }
      _ = try file.interruptedWrite()
      return nil
    } catch let error as TensorFileError {
      #expect(!error.description.isEmpty)
      return error
    }
  }

  @Test("a file cut at any byte is refused", arguments: files.indices)
  func cut(index: Int) throws {
    let (name, whole) = Self.files[index]
    #expect(try survive(directory.write(whole, to: name)) == nil)
    for count in 0..<whole.count {
      let error = try survive(directory.write(Array(whole[..<count]), to: name))
      let refusal = try #require(error, "cut at \(count)")
      let codes: Set<TensorFileError.Code> = [
        .emptyFile, .truncatedHeader, .truncatedData, .archiveEndMissing,
      ]
      #expect(codes.contains(refusal.code))
      #expect(refusal.byteOffset == UInt64(count))
    }
  }

  @Test("a file with any bit flipped is read or refused", arguments: files.indices)
  func flip(index: Int) throws {
    let (name, whole) = Self.files[index]
    for bit in 0..<whole.count * 8 {
      var damaged = whole
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      _ = try survive(directory.write(damaged, to: name))
    }
  }

  @Test("a file with any byte removed or doubled is read or refused", arguments: files.indices)
  func shift(index: Int) throws {
    let (name, whole) = Self.files[index]
    for place in whole.indices {
      var shorter = whole
      shorter.remove(at: place)
      #expect(try survive(directory.write(shorter, to: name)) != nil)
      var longer = whole
      longer.insert(whole[place], at: place)
      #expect(try survive(directory.write(longer, to: name)) != nil)
    }
  }

  @Test("random bytes behind a magic are refused", arguments: 0..<200 as Range<UInt64>)
  func random(seed: UInt64) throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let noise = (0..<300).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(truncatingIfNeeded: state >> 32)
    }
    let array = Array("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }) + [1, 0, 100, 0]
    #expect(try survive(directory.write(array + noise, to: "x.npy")) != nil)
    let header = bytes(UInt64(200)) + Array("{".utf8)
    #expect(try survive(directory.write(header + noise, to: "x.safetensors")) != nil)
  }
}
