internal import TensorFiles

/// The chunks that a tensor is read in where their order counts: of a size that depends
/// on the type alone.
extension StoredTensor {
  var chunkCount: Int { (elementCount + chunkLength - 1) / chunkLength }

  /// The elements of a chunk, by their places in the file.
  func chunk(_ index: Int) -> Range<Int> {
    let start = index * chunkLength
    return start..<min(start + chunkLength, elementCount)
  }

  private var chunkLength: Int { ChunkBuffer.defaultByteCount / elementWidth }
}
