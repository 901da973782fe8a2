import TensorFiles
import Testing

@Suite("Strange files that are right are read")
struct StrangeFileTests {
  /// The files of Datasets/malformed that open.
  static let files = [
    "cut-recording-all-zero.safetensors", "cut-recording.npy", "cut-recording.safetensors",
    "dtype-unknown.safetensors", "index-missing.safetensors.index.json",
    "index-outside.safetensors.index.json", "valid-0d.npy", "valid-empty.npz",
    "valid-empty.safetensors",
    "valid-extra-field.safetensors", "valid-integers.npy", "valid-key-order.npy",
    "valid-names.npz", "valid-names.safetensors", "valid-no-elements-huge.npy",
    "valid-no-elements.npy",
    "valid-python-2.npy", "valid-shapes.safetensors", "valid-streamed.npz", "valid-structured.npy",
    "valid-unaudited.safetensors", "valid-void.npy", "valid-zero-last-tensor.safetensors",
    "valid-zip64.npz",
  ]

  private func open(_ name: String) throws -> TensorFile {
    try TensorFile(path: Repository.malformed(name))
  }

  private func only(_ name: String) throws -> StoredTensor {
    let file = try open(name)
    #expect(file.tensors.count == 1)
    return try #require(file.tensors.first)
  }

  @Test("an array of no dimension has one element")
  func zeroDimensional() throws {
    let tensor = try only("valid-0d.npy")
    #expect(tensor.shape == [])
    #expect(tensor.elementCount == 1)
    #expect(tensor.byteCount == 4)
    #expect(tensor.name == nil)
  }

  @Test(
    "an array of no elements has no chunk",
    arguments: ["valid-no-elements.npy", "valid-no-elements-huge.npy"])
  func noElements(_ name: String) throws {
    let file = try open(name)
    let tensor = try #require(file.tensors.first)
    #expect(tensor.elementCount == 0)
    #expect(tensor.byteCount == 0)
    #expect(try file.allBytes(of: tensor).isEmpty)
  }

  @Test("tensors of no elements share a place with their neighbours")
  func shapes() throws {
    let file = try open("valid-shapes.safetensors")
    #expect(file.tensors.map(\.name) == ["scalar", "none", "none2"])
    #expect(file.tensors.map(\.elementCount) == [1, 0, 0])
    #expect(file.tensors.map(\.elementType.name) == ["fp32", "fp16", "bf16"])
  }

  @Test("a header without tensors is a file without tensors")
  func empty() throws { #expect(try open("valid-empty.safetensors").tensors.isEmpty) }

  @Test("fields beside the three are stepped over")
  func extraField() throws {
    let file = try open("valid-extra-field.safetensors")
    #expect(file.tensors.map(\.shape) == [[1]])
    #expect(file.problems.isEmpty)
  }

  @Test("Python 2 wrote long integers with an L")
  func python2() throws { #expect(try only("valid-python-2.npy").shape == [2, 1]) }

  @Test("fields come in any order and in either kind of quotes")
  func keyOrder() throws {
    let tensor = try only("valid-key-order.npy")
    #expect(!tensor.isFortranOrder)  // One axis has no order.
    #expect(tensor.isBigEndian)
    let bytes = try open("valid-key-order.npy").allBytes(of: tensor)
    #expect(bytes == TensorFilesTests.bytes(Float(1).bitPattern, bigEndian: 1.bigEndian == 1))
  }

  @Test("names may hold anything, and stay apart when they only look alike")
  func names() throws {
    let file = try open("valid-names.safetensors")
    let names = file.tensors.compactMap(\.name)
    #expect(
      names == [
        "q\"uote", "line\nfeed,comma", "<script>alert(1)</script>", "bidi\u{202E}\u{2066}",
        "\u{1F600}", "", "nul\0", "esc\u{1B}[2J", "=1+1", "../../etc/passwd", "é", "e\u{301}",
      ])
    #expect(Set(names.map { Array($0.utf8) }).count == 12)
  }

  @Test("an unknown type is a problem of its tensor alone")
  func unknownType() throws {
    let file = try open("dtype-unknown.safetensors")
    #expect(file.tensors.map(\.elementType) == [.float32, .unaudited("F3_E1M1")])
    let problem = try #require(file.problems.first)
    #expect(problem.code == .unknownElementType)
    #expect(problem.tensor == "b")
    #expect(problem.byteOffset == 75)
    #expect(try file.allBytes(of: file.tensors[0]).count == 4)
  }

  @Test(
    "a type that is not audited keeps the file's own word",
    arguments: [
      ("valid-integers.npy", "<i8", 64), ("valid-structured.npy", "structured", nil),
      ("valid-void.npy", "<V2", 16),
    ] as [(String, String, Int?)])
  func unaudited(_ name: String, _ word: String, _ width: Int?) throws {
    let tensor = try only(name)
    #expect(tensor.elementType == .unaudited(word))
    #expect(tensor.elementType.name == word)
    #expect(tensor.elementType.bitWidth == width)
    #expect(!tensor.elementType.isAudited)
  }

  @Test("packed types below a byte are checked by their bits")
  func packed() throws {
    let file = try open("valid-unaudited.safetensors")
    #expect(file.tensors.map(\.elementType.bitWidth) == [64, 8, 4, 6])
    #expect(file.tensors.map(\.byteCount) == [8, 3, 3, 3])
  }

  @Test("a type that is not audited is not read")
  func unauditedIsNotRead() throws {
    let file = try open("valid-integers.npy")
    let error = #expect(throws: TensorFileError.self) {
      try file.allBytes(of: try #require(file.tensors.first))
    }
    #expect(error?.code == .elementTypeNotAudited)
  }

  @Test("void types are told from others, and read as what is assumed")
  func assumed() throws {
    let path = Repository.malformed("valid-void.npy")
    #expect(try TensorFile(path: path).tensors.allSatisfy(\.elementType.isVoid))
    let types = try [ElementType.bfloat16, .float16, .float32].map {
      try TensorFile(path: path, assuming: $0).tensors.map(\.elementType)
    }
    #expect(types == [[.bfloat16], [.float16], [.unaudited("<V2")]])
    let integers = Repository.malformed("valid-integers.npy")
    let left = try TensorFile(path: integers, assuming: .float64)
    #expect(left.tensors.map(\.elementType) == [.unaudited("<i8")])
  }

  @Test("names of entries are names, and entries of other kinds are ignored")
  func archiveNames() throws {
    let file = try open("valid-names.npz")
    #expect(file.tensors.map(\.name) == ["../../etc/passwd", "/a", "C:\\b"])
    #expect(file.ignored == ["README"])
    #expect(file.problems.isEmpty)
    #expect(try open("valid-empty.npz").tensors.isEmpty)
  }

  @Test("arrays of archives are read in place or inflated", arguments: [4, 64])
  func archives(chunkSize: Int) throws {
    let expected =
      TensorFilesTests.bytes(Float(1).bitPattern)
      + TensorFilesTests.bytes(Float(2).bitPattern)
    for (name, tensors) in [("valid-zip64.npz", ["a", "layer/b"]), ("valid-streamed.npz", ["a"])] {
      let file = try open(name)
      #expect(file.container == .npz)
      #expect(file.tensors.map(\.name) == tensors)
      for tensor in file.tensors {
        #expect(tensor.isCompressed == (tensor.name == "layer/b"))
        #expect(try file.allBytes(of: tensor, chunkSize: chunkSize) == expected)
      }
    }
  }

  @Test("an index is followed to the files below it, and what is missing is named")
  func index() throws {
    let tree = FileTree(path: Repository.malformed("index-missing.safetensors.index.json"))
    #expect(tree.files == [Repository.malformed("valid-shapes.safetensors")])
    #expect(tree.problems.map(\.code) == [.missingTensor, .notFound])
    #expect(tree.problems.first?.tensor == "d")
    #expect(tree.problems.last?.path == Repository.malformed("none.safetensors"))
    let outside = FileTree(path: Repository.malformed("index-outside.safetensors.index.json"))
    #expect(outside.files == [Repository.malformed("valid-shapes.safetensors")])
    #expect(outside.problems.map(\.code) == [.invalidPath, .invalidPath, .missingTensor])
  }

  @Test("bfloat16 that NumPy wrote as V2 is read on request")
  func reinterpreted() throws {
    let file = try open("valid-void.npy")
    let tensor = try #require(file.tensors.first?.reinterpreted(as: .bfloat16))
    #expect(tensor.elementType == .bfloat16)
    #expect(try file.allBytes(of: tensor) == [0x80, 0x3F, 0x00, 0x40])
    #expect(tensor.reinterpreted(as: .float32) == nil)
  }
}
