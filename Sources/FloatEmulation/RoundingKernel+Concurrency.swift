internal import Dispatch

/// Rounding of buffers on all processors.
///
/// The results are those of one thread, bit by bit: a buffer is cut into pieces of
/// fixed size, and random bits depend on a value's index alone.
extension RoundingKernel {
  /// Rounds each binary32 value and stores the result as binary32.
  ///
  /// - Precondition: `fitsBinary32`, and both spans are of the same length.
  public func roundConcurrently(
    _ source: Span<Float>, into result: inout MutableSpan<Float>, from first: UInt64 = 0
  ) {
    unsafe forEachPiece(source, &result) { source, target, count, start, streams in
      unsafe round(source, into: target, count, from: first &+ start, streams: streams)
    }
  }

  /// Rounds each binary64 value and stores the result as binary64.
  ///
  /// - Precondition: Both spans are of the same length.
  public func roundConcurrently(
    _ source: Span<Double>, into result: inout MutableSpan<Double>, from first: UInt64 = 0
  ) {
    unsafe forEachPiece(source, &result) { source, target, count, start, streams in
      unsafe round(source, into: target, count, from: first &+ start, streams: streams)
    }
  }

  /// Rounds each binary32 value where it stands.
  ///
  /// - Precondition: `fitsBinary32`.
  public func roundConcurrently(_ values: inout MutableSpan<Float>, from first: UInt64 = 0) {
    unsafe forEachPiece(&values) { piece, count, start in
      unsafe round(piece, into: piece, count, from: first &+ start, streams: false)
    }
  }

  /// Rounds each binary64 value where it stands.
  public func roundConcurrently(_ values: inout MutableSpan<Double>, from first: UInt64 = 0) {
    unsafe forEachPiece(&values) { piece, count, start in
      unsafe round(piece, into: piece, count, from: first &+ start, streams: false)
    }
  }

  /// Rounds each binary32 value and stores its code.
  ///
  /// - Precondition: `Code` has at least as many bits as the format, and both
  ///   spans are of the same length.
  public func encodeConcurrently<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Float>, into codes: inout MutableSpan<Code>, from first: UInt64 = 0
  ) {
    unsafe forEachPiece(source, &codes) { source, target, count, start, streams in
      unsafe encode(source, into: target, count, from: first &+ start, streams: streams)
    }
  }

  /// Rounds each binary64 value and stores its code.
  ///
  /// - Precondition: `Code` has at least as many bits as the format, and both
  ///   spans are of the same length.
  public func encodeConcurrently<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Double>, into codes: inout MutableSpan<Code>, from first: UInt64 = 0
  ) {
    unsafe forEachPiece(source, &codes) { source, target, count, start, streams in
      unsafe encode(source, into: target, count, from: first &+ start, streams: streams)
    }
  }
}

/// How many values a piece has.
private let pieceSize = 1 << 18

/// Calls a function for corresponding pieces of two buffers, on all processors, with
/// their length, the place where they begin, and whether the target is streamed.
private func forEachPiece<Source: BitwiseCopyable, Target: BitwiseCopyable>(
  _ source: Span<Source>, _ target: inout MutableSpan<Target>,
  _ body: (UnsafePointer<Source>, UnsafeMutablePointer<Target>, Int, UInt64, Bool) -> Void
) {
  unsafe withPointers(source, &target) { source, target, count in
    let streams = unsafe streams(target, count)
    forEachPiece(count) { start, count in
      unsafe body(source + start, target + start, count, UInt64(start), streams)
    }
  }
}

/// Calls a function for the pieces of a buffer, on all processors.
private func forEachPiece<Value: BitwiseCopyable>(
  _ values: inout MutableSpan<Value>, _ body: (UnsafeMutablePointer<Value>, Int, UInt64) -> Void
) {
  unsafe withPointer(&values) { values, count in
    forEachPiece(count) { start, count in unsafe body(values + start, count, UInt64(start)) }
  }
}

/// Calls a function for the first index and the length of each piece, on all
/// processors.
private func forEachPiece(_ count: Int, _ body: (Int, Int) -> Void) {
  // Pieces do not overlap, and the call outlives them all.
  nonisolated(unsafe) let body = body
  DispatchQueue.concurrentPerform(iterations: (count + pieceSize - 1) / pieceSize) { piece in
    let start = piece * pieceSize
    unsafe body(start, min(pieceSize, count - start))
  }
}
