internal import TensorFiles

extension TensorFile {
  /// The CRC-32 of the first kilobytes of a tensor's data and the last, in the host's byte
  /// order; of compressed ones the checksum of all, which their archive tells.
  func checksumOfEnds(_ tensor: StoredTensor) throws(TensorFileError) -> UInt32 {
    if tensor.isCompressed, let checksum = tensor.promisedChecksum { return checksum }
    let count = tensor.elementCount
    let buffer = ChunkBuffer(byteCount: 4096)
    let size = buffer.byteCount / tensor.elementWidth
    var checksum: UInt32 = 0
    for elements in [0..<min(size, count), max(0, count - size)..<count] {
      try forEachChunk(of: tensor, elements: elements, using: buffer) { chunk in
        checksum = Checksum.of(chunk, after: checksum)
      }
    }
    return checksum
  }
}
