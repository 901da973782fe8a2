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

  @Test(
    "binary64 to values", arguments: ["tiesToEven", "stochasticA8"])
  func binary64(directionName: String) throws {
    let direction = try #require(RoundingDirection(named: directionName))
    let values = LargeBufferTests.values.prefix(1 << 21 + 77).map { Double($0) * 1.125 }
    let kernel = RoundingKernel(Projection(.binary16, direction: direction))
    let expected = values.inPieces { piece, start in
      var results = piece
      var target = results.mutableSpan
      kernel.round(piece.span, into: &target, from: start)
      return results
    }
    var results = values
    results.withRest(from: 0) { kernel.round(values.span, into: &$0) }
    #expect(results.map(\.bitPattern) == expected.map(\.bitPattern))
    results.withRest(from: 0) { kernel.roundConcurrently(values.span, into: &$0) }
    #expect(results.map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test(
    "to codes of every width, on one thread and on all",
    arguments: ["tiesToEven", "towardNegative", "stochasticC5"])
  func widths(directionName: String) throws {
    let direction = try #require(RoundingDirection(named: directionName))
    let kernel = RoundingKernel(Projection(.bfloat16, direction: direction))
    expectCodes(UInt16.self, kernel, count: 1 << 23 + 3)
    expectCodes(UInt32.self, kernel, count: 1 << 22 + 3)
    expectCodes(UInt64.self, kernel, count: 1 << 21 + 3)
  }

  private func expectCodes<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _: Code.Type, _ kernel: RoundingKernel, count: Int
  ) {
    let values = LargeBufferTests.patterns(count)
    let expected = values.inPieces { piece, start in
      var codes = [Code](repeating: 0, count: piece.count)
      var target = codes.mutableSpan
      kernel.encode(piece.span, into: &target, from: start)
      return codes
    }
    var codes = [Code](repeating: 1, count: count)
    codes.withRest(from: 0) { kernel.encode(values.span, into: &$0) }
    #expect(codes == expected)
    codes.withRest(from: 0) { kernel.encodeConcurrently(values.span, into: &$0) }
    #expect(codes == expected)
  }

  /// Bit patterns of all kinds, NaNs among them.
  private static func patterns(_ count: Int) -> [Float] {
    (0..<count).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0 &* 2_654_435_761)) }
  }
}

extension RoundingKernel {
  /// The results of buffers that fit into the first cache.
  fileprivate func inPieces(_ values: [Float]) -> [Float] {
    values.inPieces { piece, _ in rounded(piece) }
  }

  fileprivate func codesInPieces(_ values: [Float]) -> [UInt8] {
    values.inPieces { piece, _ in
      var codes = [UInt8](repeating: 0, count: piece.count)
      var target = codes.mutableSpan
      encode(piece.span, into: &target)
      return codes
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// What a function makes of pieces that fit into the first cache, and of the index
  /// where each begins.
  fileprivate func inPieces<Result>(_ make: ([Element], UInt64) -> [Result]) -> [Result] {
    stride(from: 0, to: count, by: 1001).flatMap { start in
      make(Array(self[start..<Swift.min(start + 1001, count)]), UInt64(start))
    }
  }

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
