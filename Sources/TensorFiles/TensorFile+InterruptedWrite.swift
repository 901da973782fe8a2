extension TensorFile {
  /// The size of a page, in whose multiples data reach a file.
  private static let pageSize: UInt64 = 4096

  /// Looks for the traces of a writer that was killed; `nil` where there are none.
  ///
  /// Let the data stop behind the last element that is not zero. The zeros from
  /// there to the end of the file are suspicious if one of these holds:
  ///
  /// 1. a hole, as `lseek(SEEK_HOLE)` reports it, runs to the end of the file. A
  ///    writer that finishes stores its zeros; a hole was never written. (A file
  ///    system that turns zeros into holes, such as ZFS with compression, or a copy
  ///    by `cp --sparse=always`, can make true zeros look so.)
  /// 2. the data stop inside a tensor and at a multiple of 4096 in the file, give
  ///    or take zero bytes of one element, and at least 4096 zero bytes follow. Such
  ///    a place comes about by chance once in 1024 times for FP32, and only with
  ///    zeros to the very end. It survives a copy that fills holes.
  /// 3. the file has several tensors with elements, and all their bytes are zero.
  ///
  /// No evidence are last tensors that are zero as a whole (the bias of a dead
  /// layer, an unused embedding), zero rows at the end of a tensor, and a `.npy`
  /// array of zeros without a hole.
  ///
  /// Reads the file backwards, up to the first byte that is not zero: usually one
  /// block of 64 KiB at its end.
  public func interruptedWrite() throws(TensorFileError) -> InterruptedWrite? {
    // An archive ends with a directory, without which it is not opened; and neither PyTorch
    // nor a pickler reserves a file.
    guard container == .npy || container == .safetensors, let start = tensors.first?.byteOffset,
      byteCount > start
    else { return nil }
    let hole = file.holeToEnd()
    let dataEnd = try endOfNonzeroBytes(from: start, to: max(hole ?? byteCount, start))
    let stop = firstElement(from: dataEnd)
    let zeroes = byteCount - stop.offset
    guard let evidence = evidence(dataEnd, stop, hole) else { return nil }
    if evidence == .pageBoundary && zeroes < Self.pageSize { return nil }
    return InterruptedWrite(
      path: path, tensor: stop.tensor?.name, byteOffset: stop.offset, zeroByteCount: zeroes,
      evidence: evidence)
  }

  /// The offset behind the last byte of a range that is not zero.
  private func endOfNonzeroBytes(
    from start: UInt64, to end: UInt64
  ) throws(TensorFileError) -> UInt64 {
    var end = end
    while end > start {
      let count = min(65_536, end - start)
      let block = try file.bytes(at: end - count, atMost: Int(count))
      if let index = block.lastIndex(where: { $0 != 0 }) {
        return end - count + UInt64(index) + 1
      }
      end -= count
    }
    return start
  }

  /// The first element that lies wholly behind the data, and its tensor.
  private func firstElement(
    from dataEnd: UInt64
  ) -> (tensor: StoredTensor?, offset: UInt64, isInside: Bool) {
    guard let tensor = tensors.first(where: { $0.endOffset > dataEnd }) else {
      return (tensors.last, dataEnd, false)
    }
    let width = UInt64(tensor.elementWidth)
    let used = dataEnd - tensor.byteOffset
    let offset = tensor.byteOffset + (used + width - 1) / width * width
    if offset < tensor.endOffset { return (tensor, offset, used > 0) }
    let next = tensors.first { $0.byteOffset >= tensor.endOffset && $0.byteCount > 0 }
    return (next ?? tensor, tensor.endOffset, false)
  }

  private func evidence(
    _ dataEnd: UInt64, _ stop: (tensor: StoredTensor?, offset: UInt64, isInside: Bool),
    _ hole: UInt64?
  ) -> InterruptedWrite.Evidence? {
    if hole != nil { return .hole }
    if dataEnd == tensors.first?.byteOffset {
      return tensors.count(where: { $0.byteCount > 0 }) > 1 ? .everythingZero : nil
    }
    let toBoundary = (Self.pageSize - dataEnd % Self.pageSize) % Self.pageSize
    let width = UInt64(stop.tensor?.elementWidth ?? 1)
    return stop.isInside && toBoundary < width ? .pageBoundary : nil
  }
}
