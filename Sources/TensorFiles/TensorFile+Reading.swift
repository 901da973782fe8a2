extension TensorFile {
  /// Reads a tensor in chunks of a fixed size and passes them on in turn.
  ///
  /// Elements come in reading order (see `StridedLayout`) and in the host's byte
  /// order, a whole number of them in every chunk, aligned to 8 bytes. A tensor
  /// without elements has no chunk. Of a view, each element comes once for each of
  /// its indices; what lies between is stepped over.
  ///
  /// - Parameters:
  ///   - tensor: One of `tensors`, or such a one `reinterpreted(as:)`.
  ///   - elements: The elements to read, counted in reading order; all by default.
  ///   - buffer: The memory to read into; its size is the size of a chunk.
  ///   - body: Called with the bytes of each chunk. They are valid only meanwhile.
  /// - Throws: `.elementTypeNotAudited`, `.readFailed`, or `.changedWhileRead`
  ///   where the file has become shorter.
  public func forEachChunk(
    of tensor: StoredTensor, elements: Range<Int>? = nil, using buffer: ChunkBuffer,
    _ body: (RawSpan) -> Void
  ) throws(TensorFileError) {
    let width = try elementWidth(of: tensor)
    let elements = elements ?? 0..<tensor.elementCount
    precondition(
      elements.lowerBound >= 0 && elements.upperBound <= tensor.elementCount
        && tensor.endOffset <= byteCount,
      "elements outside the tensor, or a tensor of another file")
    let chunk = buffer.byteCount / width
    let view = tensor.layout.isDense ? nil : ViewReading(tensor, elementWidth: width)
    var first = elements.lowerBound
    while first < elements.upperBound {
      let count = min(chunk, elements.upperBound - first)
      let bytes = count * width
      if let view {
        try buffer.gather(first..<first + count, of: view, from: file)
      } else {
        try buffer.fill(bytes, from: file, at: tensor.byteOffset + UInt64(first * width))
      }
      if tensor.isBigEndian != Self.hostIsBigEndian {
        buffer.swapBytes(elementWidth: width, byteCount: bytes)
      }
      buffer.withBytes(bytes, body)
      first += count
    }
  }

  /// The width in bytes of an element that is read.
  private func elementWidth(of tensor: StoredTensor) throws(TensorFileError) -> Int {
    guard tensor.elementType.isAudited, let width = tensor.elementType.bitWidth else {
      throw TensorFileError(
        .elementTypeNotAudited, path: path, tensor: tensor.name, byteOffset: tensor.byteOffset,
        what: "elements of type `\(tensor.elementType.name.escapedForDisplay)` are not read")
    }
    return width / 8
  }

  private static var hostIsBigEndian: Bool { 1.bigEndian == 1 }
}
