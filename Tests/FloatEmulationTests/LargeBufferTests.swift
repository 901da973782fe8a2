import FloatEmulation
import Testing

/// A target that is too large for the caches is stored past them, in whole cache
/// lines; a small one is not.
@Suite("Large buffers are rounded like small ones", .serialized)
struct LargeBufferTests {
  /// One more than what makes a target of binary32 values large, and a rest.
  static let count = (1 << 22) + 77
  static let values = patterns(count)

  @Test(
    "to values, wherever they begin",
    arguments: [FloatFormat.binary16, .bfloat16, .e4m3fn, .tensorFloat32], [0, 1, 4, 15])
  func values(format: FloatFormat, offset: Int) {
    let kernel = RoundingKernel(Projection(format))
    let expected = kernel.inPieces(LargeBufferTests.values)
    for isConcurrent in [false, true] {
      var results = [Float](repeating: 1, count: LargeBufferTests.count)
      results.withRest(from: offset) { target in
        let source = LargeBufferTests.values.span.extracting(droppingFirst: offset)
        if isConcurrent {
          kernel.roundConcurrently(source, into: &target)
        } else {
          kernel.round(source, into: &target)
        }
      }
      let fault = results.indices.first {
        results[$0].bitPattern != ($0 < offset ? 1 : expected[$0]).bitPattern
      }
      #expect(fault == nil)
    }
  }

  @Test(
    "to codes, wherever they begin", arguments: [FloatFormat.e5m2, .e4m3fn, .e8m0fnu],
    [0, 1, 16, 63])
  func codes(format: FloatFormat, offset: Int) {
    let values = LargeBufferTests.patterns(4 * LargeBufferTests.count)
    for direction in [RoundingDirection.tiesToEven, .towardPositive] {
      let kernel = RoundingKernel(Projection(format, direction: direction))
      let expected = kernel.codesInPieces(values)
      var codes = [UInt8](repeating: 0xA5, count: values.count)
      codes.withRest(from: offset) { target in
        kernel.encode(values.span.extracting(droppingFirst: offset), into: &target)
      }
      let fault = codes.indices.first { codes[$0] != ($0 < offset ? 0xA5 : expected[$0]) }
      #expect(fault == nil, "\(direction)")
    }
  }

  /// Bit patterns of all kinds, NaNs among them.
  private static func patterns(_ count: Int) -> [Float] {
    (0..<count).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0 &* 2_654_435_761)) }
  }
}

extension RoundingKernel {
  /// The results of buffers that fit into the first cache.
  fileprivate func inPieces(_ values: [Float]) -> [Float] {
    stride(from: 0, to: values.count, by: 1001).flatMap { start in
      rounded(Array(values[start..<min(start + 1001, values.count)]))
    }
  }

  fileprivate func codesInPieces(_ values: [Float]) -> [UInt8] {
    stride(from: 0, to: values.count, by: 1001).flatMap { start in
      let piece = Array(values[start..<min(start + 1001, values.count)])
      var codes = [UInt8](repeating: 0, count: piece.count)
      var target = codes.mutableSpan
      encode(piece.span, into: &target)
      return codes
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// Calls a function with the elements from an index on.
  fileprivate mutating func withRest(
    from start: Int, _ body: (inout MutableSpan<Element>) -> Void
  ) {
    unsafe withUnsafeMutableBufferPointer { buffer in
      let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[start...])
      var span = unsafe rest.mutableSpan
      body(&span)
    }
  }
}
