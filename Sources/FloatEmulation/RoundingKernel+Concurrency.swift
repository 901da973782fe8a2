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
    forEachPiece(source, &result) { source, target, offset in
      round(source, into: &target, from: first &+ offset)
    }
  }

  /// Rounds each binary64 value and stores the result as binary64.
  ///
  /// - Precondition: Both spans are of the same length.
  public func roundConcurrently(
    _ source: Span<Double>, into result: inout MutableSpan<Double>, from first: UInt64 = 0
  ) {
    forEachPiece(source, &result) { source, target, offset in
      round(source, into: &target, from: first &+ offset)
    }
  }

  /// Rounds each binary32 value where it stands.
  ///
  /// - Precondition: `fitsBinary32`.
  public func roundConcurrently(_ values: inout MutableSpan<Float>, from first: UInt64 = 0) {
    forEachPiece(&values) { piece, offset in round(&piece, from: first &+ offset) }
  }

  /// Rounds each binary64 value where it stands.
  public func roundConcurrently(_ values: inout MutableSpan<Double>, from first: UInt64 = 0) {
    forEachPiece(&values) { piece, offset in round(&piece, from: first &+ offset) }
  }

  /// Rounds each binary32 value and stores its code.
  ///
  /// - Precondition: `Code` has at least as many bits as the format, and both
  ///   spans are of the same length.
  public func encodeConcurrently<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Float>, into codes: inout MutableSpan<Code>, from first: UInt64 = 0
  ) {
    forEachPiece(source, &codes) { source, target, offset in
      encode(source, into: &target, from: first &+ offset)
    }
  }

  /// Rounds each binary64 value and stores its code.
  ///
  /// - Precondition: `Code` has at least as many bits as the format, and both
  ///   spans are of the same length.
  public func encodeConcurrently<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Double>, into codes: inout MutableSpan<Code>, from first: UInt64 = 0
  ) {
    forEachPiece(source, &codes) { source, target, offset in
      encode(source, into: &target, from: first &+ offset)
    }
  }
}

/// How many values a piece has.
private let pieceSize = 1 << 18

/// Calls a function for corresponding pieces of two buffers, on all processors.
private func forEachPiece<Source: BitwiseCopyable, Target: BitwiseCopyable>(
  _ source: Span<Source>, _ target: inout MutableSpan<Target>,
  _ body: (Span<Source>, inout MutableSpan<Target>, UInt64) -> Void
) {
  precondition(source.count == target.count, "the spans differ in length")
  let count = source.count
  unsafe source.withUnsafeBufferPointer { source in
    unsafe target.withUnsafeMutableBufferPointer { target in
      // Pieces do not overlap, and both buffers outlive the call.
      nonisolated(unsafe) let (source, target) = unsafe (source, target)
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: (count + pieceSize - 1) / pieceSize) { piece in
        let range = piece * pieceSize..<min((piece + 1) * pieceSize, count)
        let from = unsafe UnsafeBufferPointer(rebasing: source[range])
        let into = unsafe UnsafeMutableBufferPointer(rebasing: target[range])
        var slice = unsafe into.mutableSpan
        unsafe body(from.span, &slice, UInt64(range.lowerBound))
      }
    }
  }
}

/// Calls a function for the pieces of a buffer, on all processors.
private func forEachPiece<Value: BitwiseCopyable>(
  _ values: inout MutableSpan<Value>, _ body: (inout MutableSpan<Value>, UInt64) -> Void
) {
  let count = values.count
  unsafe values.withUnsafeMutableBufferPointer { values in
    // Pieces do not overlap, and the buffer outlives the call.
    nonisolated(unsafe) let values = unsafe values
    nonisolated(unsafe) let body = body
    DispatchQueue.concurrentPerform(iterations: (count + pieceSize - 1) / pieceSize) { piece in
      let range = piece * pieceSize..<min((piece + 1) * pieceSize, count)
      let part = unsafe UnsafeMutableBufferPointer(rebasing: values[range])
      var slice = unsafe part.mutableSpan
      unsafe body(&slice, UInt64(range.lowerBound))
    }
  }
}
