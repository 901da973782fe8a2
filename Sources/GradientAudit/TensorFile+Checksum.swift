internal import CZlib
internal import TensorFiles

extension TensorFile {
  /// The CRC-32 of the first kilobytes of a tensor's data and the last, in the host's byte
  /// order; of compressed ones the checksum of all, which their archive tells.
  func checksumOfEnds(_ tensor: StoredTensor) throws(TensorFileError) -> UInt32 {
    if tensor.isCompressed, let checksum = tensor.promisedChecksum { return checksum }
    let count = tensor.elementCount
    let buffer = ChunkBuffer(byteCount: 4096)
    let size = buffer.byteCount / tensor.elementWidth
    var checksum = crc32_z(0, nil, 0)
    for elements in [0..<min(size, count), max(0, count - size)..<count] {
      try forEachChunk(of: tensor, elements: elements, using: buffer) { chunk in
        checksum = unsafe chunk.withUnsafeBytes {
          unsafe crc32_z(checksum, $0.bindMemory(to: UInt8.self).baseAddress, $0.count)
        }
      }
    }
    return UInt32(truncatingIfNeeded: checksum)
  }
}
