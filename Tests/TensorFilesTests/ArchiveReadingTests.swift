import Synchronization
import TensorFiles
import Testing

@Suite("Arrays of archives are read in parts, in any order and by several threads")
struct ArchiveReadingTests {
  private static let count = 1 << 20

  private func bytes(
    _ elements: Range<Int>, of tensor: StoredTensor, _ file: TensorFile
  ) throws -> [Float] {
    var values: [Float] = []
    try file.forEachChunk(of: tensor, elements: elements, using: ChunkBuffer(byteCount: 4096)) {
      for place in stride(from: 0, to: $0.byteCount, by: 4) {
        values.append(unsafe $0.unsafeLoad(fromByteOffset: place, as: Float.self))
      }
    }
    return values
  }

  private func expected(_ elements: Range<Int>) -> [Float] { elements.map { Float($0 % 1024) } }

  @Test("a compressed array is the same in parts, forwards, backwards and by threads")
  func compressed() async throws {
    let file = try TensorFile(path: Repository.fixture("large.npz"))
    let tensor = try #require(file.tensors.first)
    #expect(tensor.isCompressed)
    #expect(tensor.endOffset <= file.byteCount)
    let parts = stride(from: 0, to: Self.count, by: 1 << 16).map { $0..<$0 + 1 << 16 }
    for part in parts + parts.reversed() {
      #expect(try bytes(part, of: tensor, file) == expected(part))
    }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for part in parts {
        group.addTask { try bytes(part, of: tensor, file) == expected(part) }
      }
      for try await isRight in group { #expect(isRight) }
    }
  }

  /// An archive with one stored array, made from NumPy's with a wrong bit in its data.
  private func damaged(in directory: TemporaryDirectory) throws -> TensorFile {
    var whole = try FileBytes(path: Repository.fixture("containers/npz/step_3.npz")).bytes
    let intact = try TensorFile(path: Repository.fixture("containers/npz/step_3.npz"))
    let tensor = try #require(intact.tensors.first)
    whole[Int(tensor.byteOffset) + 4000] ^= 1
    return try TensorFile(path: try directory.write(whole, to: "damaged.npz"))
  }

  @Test(
    "a stored array is proven as soon as all of it has been read, in whatever order",
    arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 1, 2, 0]])
  func stored(order: [Int]) throws {
    let file = try damaged(in: TemporaryDirectory())
    let tensor = try #require(file.tensors.first)
    let cuts = [0, 700, 1500, tensor.elementCount]
    for (place, part) in order.enumerated() {
      let read = { _ = try self.bytes(cuts[part]..<cuts[part + 1], of: tensor, file) }
      if place < order.count - 1 {
        try read()
      } else {
        #expect(throws: TensorFileError.self) { try read() }
      }
    }
    #expect(throws: TensorFileError.self) {
      try bytes(0..<tensor.elementCount, of: tensor, file)
    }
  }

  @Test("parts that overlap prove nothing, and a whole reading proves all")
  func overlaps() throws {
    let file = try TensorFile(path: Repository.fixture("containers/npz/step_3.npz"))
    let tensor = try #require(file.tensors.first)
    for range in [0..<1000, 500..<1500, 1200..<tensor.elementCount, 0..<tensor.elementCount] {
      #expect(try bytes(range, of: tensor, file).count == range.count)
    }
    #expect(try bytes(0..<10, of: tensor, file).count == 10)
  }
}
