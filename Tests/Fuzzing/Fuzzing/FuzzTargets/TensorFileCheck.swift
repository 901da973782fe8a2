@testable import TensorFiles

/// Opens a tensor file and reads all of its tensors, as an audit does.
struct TensorFileCheck {
  /// The most bytes of a tensor that are read from either end.
  private static let limit = 1 << 15

  private let input: [UInt8]
  private let file: TensorFile

  /// Reads an input under the name of a file.
  static func run(_ input: [UInt8], named path: String) {
    guard let file = open(input, path) else { return }
    let check = TensorFileCheck(input: input, file: file)
    for error in file.problems + file.warnings { require(error, over: input) }
    for tensor in file.tensors { check.run(tensor) }
    if let cut = try? file.interruptedWrite() { require(cut.warning, over: input) }
    check.requireSame(open(input, path))
  }

  private static func open(_ input: [UInt8], _ path: String) -> TensorFile? {
    do throws(TensorFileError) {
      return try TensorFile(bytes: input, path: path, assuming: .bfloat16)
    } catch {
      require(error, over: input)
      return nil
    }
  }

  /// The same bytes are the same file.
  private func requireSame(_ other: TensorFile?) {
    require(other?.tensors == file.tensors, "other tensors")
    require(other?.problems == file.problems, "other problems")
    require(other?.warnings == file.warnings, "other warnings")
  }

  private func run(_ tensor: StoredTensor) {
    require(tensor.byteOffset <= tensor.endOffset, "a tensor ends before it begins")
    require(tensor.endOffset <= UInt64(input.count), "a tensor ends behind the file")
    require(tensor.shape.allSatisfy { $0 >= 0 }, "an extent below zero")
    require(TensorOracle.count(tensor.shape) == tensor.elementCount, "another product")
    guard tensor.elementType.isAudited else { return }
    let (count, most) = (tensor.elementCount, Self.limit / tensor.elementWidth)
    if count <= most { return run(tensor, 0..<count) }
    run(tensor, 0..<most)
    if !tensor.isCompressed { run(tensor, count - most..<count) }
  }

  /// Elements are the same in chunks of any size, and those that the layout means.
  private func run(_ tensor: StoredTensor, _ elements: Range<Int>) {
    let small = unsafe digest(tensor, elements, Buffers.small)
    let large = unsafe digest(tensor, elements, Buffers.large)
    require(small == large, "chunks of another size give \(small), not \(large)")
    guard case .success(let digest) = small else { return }
    require(digest.count == elements.count * tensor.elementWidth, "another number of bytes")
    guard !tensor.isCompressed, tensor.text == nil, tensor.assembly == nil,
      elements.count <= 512
    else { return }
    require(digest == TensorOracle.digest(tensor, elements, input), "other bytes")
  }

  private func digest(
    _ tensor: StoredTensor, _ elements: Range<Int>, _ buffer: ChunkBuffer
  ) -> Result<Digest, TensorFileError> {
    var digest = Digest()
    do throws(TensorFileError) {
      try file.forEachChunk(of: tensor, elements: elements, using: buffer) { digest.take($0) }
      return .success(digest)
    } catch {
      require(error, over: input)
      return .failure(error)
    }
  }
}

/// Memory to read into, the same for all inputs: there is one thread.
private enum Buffers {
  nonisolated(unsafe) static let small = ChunkBuffer(byteCount: 48)
  nonisolated(unsafe) static let large = ChunkBuffer(byteCount: 4096)
}

/// An error is one line, and its place lies in the file.
func require(_ error: TensorFileError, over input: [UInt8]) {
  let line = error.description
  require(!line.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "not one line: \(line)")
  require(error.byteOffset ?? 0 <= UInt64(input.count), "a place behind the file: \(line)")
}
