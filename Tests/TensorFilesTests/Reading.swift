import TensorFiles

extension TensorFile {
  /// All bytes of a tensor, element by element in the host's order.
  func allBytes(
    of tensor: StoredTensor, elements: Range<Int>? = nil, chunkSize: Int = 64
  ) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try forEachChunk(
      of: tensor, elements: elements, using: ChunkBuffer(byteCount: chunkSize)
    ) { chunk in
      for index in 0..<chunk.byteCount {
        bytes.append(unsafe chunk.unsafeLoad(fromByteOffset: index, as: UInt8.self))
      }
    }
    return bytes
  }
}
