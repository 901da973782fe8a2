import TensorFiles
import Testing

@Suite("Files that NumPy and safetensors wrote")
struct FixtureTests {
  private static let values: [Double] = [1, -0.5, 0, 6.1035e-05, 65504, -3]

  private func doubles(_ bytes: [UInt8], _ type: ElementType) -> [Double] {
    let width = (type.bitWidth ?? 8) / 8
    return stride(from: 0, to: bytes.count, by: width).map { start in
      let pattern = (0..<width).reduce(UInt64(0)) {
        $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1)
      }
      switch type {
      case .float64: return Double(bitPattern: pattern)
      case .float32: return Double(Float(bitPattern: UInt32(pattern)))
      default: return half(UInt16(pattern))
      }
    }
  }

  /// A binary16 value, from its definition.
  private func half(_ pattern: UInt16) -> Double {
    let (exponent, trailing) = (Int(pattern >> 10 & 31), Double(pattern & 1023))
    let magnitude =
      exponent == 0
      ? trailing * 0x1p-24
      : Double(sign: .plus, exponent: exponent - 15, significand: 1 + trailing / 1024)
    return pattern >> 15 == 1 ? -magnitude : magnitude
  }

  private func rounded(_ type: ElementType) -> [Double] {
    switch type {
    case .float64: Self.values
    case .float32: Self.values.map { Double(Float($0)) }
    default: [1, -0.5, 0, 0x1p-14, 65504, -3]
    }
  }

  @Test(
    "every width in both byte orders has NumPy's values",
    arguments: ["lef2", "bef2", "lef4", "bef4", "lef8", "bef8"])
  func widths(name: String) throws {
    let file = try TensorFile(path: Repository.fixture(name + ".npy"))
    let tensor = try #require(file.tensors.first)
    #expect(tensor.shape == [2, 3])
    #expect(tensor.isBigEndian == name.hasPrefix("be"))
    let values = doubles(try file.allBytes(of: tensor, chunkSize: 8), tensor.elementType)
    #expect(values == rounded(tensor.elementType))
  }

  @Test("all three header versions are read", arguments: [1, 2, 3])
  func versions(version: Int) throws {
    let file = try TensorFile(path: Repository.fixture("version\(version).npy"))
    let tensor = try #require(file.tensors.first)
    #expect(doubles(try file.allBytes(of: tensor), .float32) == rounded(.float32))
  }

  @Test("Fortran order is known, and storage comes as it lies")
  func fortran() throws {
    let file = try TensorFile(path: Repository.fixture("fortran.npy"))
    let tensor = try #require(file.tensors.first)
    #expect(tensor.isFortranOrder)
    #expect(tensor.shape == [2, 3])
    let values = rounded(.float32)
    let columns = [0, 3, 1, 4, 2, 5].map { values[$0] }
    #expect(doubles(try file.allBytes(of: tensor), .float32) == columns)
  }

  @Test("0-d, empty and integer arrays are what they are")
  func shapes() throws {
    let scalar = try TensorFile(path: Repository.fixture("scalar.npy"))
    #expect(scalar.tensors.map(\.shape) == [[]])
    #expect(doubles(try scalar.allBytes(of: scalar.tensors[0]), .float32) == [2.5])
    #expect(try TensorFile(path: Repository.fixture("empty.npy")).tensors.map(\.shape) == [[0, 3]])
    let integers = try TensorFile(path: Repository.fixture("int64.npy"))
    #expect(integers.tensors.map(\.elementType) == [.unaudited("<i8")])
  }

  @Test("a safetensors file has its names, types, values and metadata")
  func mixed() throws {
    let file = try TensorFile(path: Repository.fixture("mixed.safetensors"))
    #expect(Set(file.tensors.compactMap(\.name)) == ["double", "single", "half", "index"])
    #expect(file.metadata.map(\.key) == ["step"] && file.metadata.map(\.value) == ["7"])
    for tensor in file.tensors where tensor.elementType.isAudited {
      let values = doubles(try file.allBytes(of: tensor), tensor.elementType)
      #expect(values == rounded(tensor.elementType))
    }
  }

  @Test("8-bit types are known by every container's word, and by what NumPy loses")
  func float8() throws {
    let file = try TensorFile(path: Repository.fixture("float8/st/step_3.safetensors"))
    #expect(file.tensors.map(\.elementType) == [.float8(.e4m3fn)])
    let bytes = try file.allBytes(of: file.tensors[0])
    #expect(bytes.count == 24 * 50)
    for name in ["npy/step_3/w.npy", "bytes/step_3/w.npy"] {
      let path = Repository.fixture("float8/" + name)
      #expect(try TensorFile(path: path).tensors.allSatisfy { !$0.elementType.isAudited })
      let assumed = try TensorFile(path: path, assuming: .float8(.e4m3fn))
      #expect(assumed.tensors.map(\.elementType) == [.float8(.e4m3fn)])
      #expect(try assumed.allBytes(of: assumed.tensors[0]) == bytes)
      // Nothing wider is taken for them.
      #expect(try TensorFile(path: path, assuming: .bfloat16).tensors[0].elementType.bitWidth == 8)
    }
    #expect(ElementType.float8(.e5m2).name == "e5m2" && ElementType.float8(.e5m2).bitWidth == 8)
  }
}
