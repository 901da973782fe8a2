/// Rounding of buffers, on the calling thread.
///
/// `first` is the index of the buffer's first value in its tensor, which only a
/// stochastic direction reads.
extension RoundingKernel {
  /// Rounds each binary32 value and stores the result as binary32.
  ///
  /// - Precondition: `fitsBinary32`, and both spans are of the same length.
  public func round(
    _ source: Span<Float>, into result: inout MutableSpan<Float>, from first: UInt64 = 0
  ) {
    precondition(fitsBinary32, "binary32 has not every value of the format")
    precondition(source.count == result.count, "the spans differ in length")
    forEachChunk(source.count, from: first) { range, words in
      round(chunk: source.extracting(range), into: &result, at: range.lowerBound, words)
    }
  }

  /// Rounds each binary64 value and stores the result as binary64.
  ///
  /// - Precondition: Both spans are of the same length.
  public func round(
    _ source: Span<Double>, into result: inout MutableSpan<Double>, from first: UInt64 = 0
  ) {
    precondition(source.count == result.count, "the spans differ in length")
    forEachChunk(source.count, from: first) { range, words in
      round(chunk: source.extracting(range), into: &result, at: range.lowerBound, words)
    }
  }

  /// Rounds each binary32 value where it stands.
  ///
  /// - Precondition: `fitsBinary32`.
  public func round(_ values: inout MutableSpan<Float>, from first: UInt64 = 0) {
    precondition(fitsBinary32, "binary32 has not every value of the format")
    var scratch = [Float](repeating: 0, count: min(values.count, chunkSize))
    forEachChunk(values.count, from: first) { range, words in
      copy(values.span, range, into: &scratch)
      round(
        chunk: scratch.span.extracting(0..<range.count), into: &values, at: range.lowerBound, words)
    }
  }

  /// Rounds each binary64 value where it stands.
  public func round(_ values: inout MutableSpan<Double>, from first: UInt64 = 0) {
    var scratch = [Double](repeating: 0, count: min(values.count, chunkSize))
    forEachChunk(values.count, from: first) { range, words in
      copy(values.span, range, into: &scratch)
      round(
        chunk: scratch.span.extracting(0..<range.count), into: &values, at: range.lowerBound, words)
    }
  }

  /// Rounds each binary32 value and stores its code.
  ///
  /// - Precondition: `Code` has at least as many bits as the format, and both
  ///   spans are of the same length.
  @_specialize(where Code == UInt8)
  @_specialize(where Code == UInt16)
  @_specialize(where Code == UInt32)
  @_specialize(where Code == UInt64)
  public func encode<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Float>, into codes: inout MutableSpan<Code>, from first: UInt64 = 0
  ) {
    precondition(source.count == codes.count, "the spans differ in length")
    precondition(projection.format.bitWidth <= Code.bitWidth, "the codes are wider than the buffer")
    guard let kernel = fromBinary32 else {
      return encodeWidened(source, into: &codes, from: first)
    }
    if kernel.encodeNearest(source, into: &codes) { return }
    var scratch = [UInt32](repeating: 0, count: min(source.count, chunkSize))
    forEachChunk(source.count, from: first) { range, words in
      var chunk = scratch.mutableSpan
      kernel.encode(source.extracting(range), into: &chunk, at: 0, words)
      narrow(scratch.span.extracting(0..<range.count), into: &codes, at: range.lowerBound)
    }
  }

  /// Rounds each binary64 value and stores its code.
  ///
  /// - Precondition: `Code` has at least as many bits as the format, and both
  ///   spans are of the same length.
  @_specialize(where Code == UInt8)
  @_specialize(where Code == UInt16)
  @_specialize(where Code == UInt32)
  @_specialize(where Code == UInt64)
  public func encode<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Double>, into codes: inout MutableSpan<Code>, from first: UInt64 = 0
  ) {
    precondition(source.count == codes.count, "the spans differ in length")
    precondition(projection.format.bitWidth <= Code.bitWidth, "the codes are wider than the buffer")
    if let kernel = fromBinary64, kernel.encodeNearest(source, into: &codes) { return }
    var scratch = [UInt64](repeating: 0, count: min(source.count, chunkSize))
    forEachChunk(source.count, from: first) { range, words in
      var chunk = scratch.mutableSpan
      encode(chunk: source.extracting(range), into: &chunk, words)
      narrow(scratch.span.extracting(0..<range.count), into: &codes, at: range.lowerBound)
    }
  }
}

@inline(__always)
private func narrow<Wide: FixedWidthInteger, Code: FixedWidthInteger & BitwiseCopyable>(
  _ wide: Span<Wide>, into codes: inout MutableSpan<Code>, at start: Int
) {
  precondition(start >= 0 && wide.count <= codes.count - start, "the target is too short")
  for index in 0..<wide.count {
    unsafe codes[unchecked: start &+ index] = Code(truncatingIfNeeded: wide[unchecked: index])
  }
}

@inline(__always)
private func copy<Value: BitwiseCopyable>(
  _ source: Span<Value>, _ range: Range<Int>, into scratch: inout [Value]
) {
  precondition(range.lowerBound >= 0 && range.upperBound <= source.count)
  var target = scratch.mutableSpan
  precondition(range.count <= target.count)
  for index in 0..<range.count {
    unsafe target[unchecked: index] = source[unchecked: range.lowerBound &+ index]
  }
}

/// How many values are in work at a time: their scratch stays in the first cache.
private let chunkSize = 2048

extension RoundingKernel {
  /// Calls a function for each chunk with its random words, if there are any.
  @inline(__always)
  private func forEachChunk(
    _ count: Int, from first: UInt64, _ body: (Range<Int>, Span<UInt32>) -> Void
  ) {
    guard case .stochastic = projection.direction else {
      let none: [UInt32] = []
      for start in stride(from: 0, to: count, by: chunkSize) {
        body(start..<min(start + chunkSize, count), none.span)
      }
      return
    }
    var words = [UInt32](repeating: 0, count: min(count, chunkSize))
    for start in stride(from: 0, to: count, by: chunkSize) {
      let range = start..<min(start + chunkSize, count)
      var target = words.mutableSpan
      random.fill(&target, count: range.count, from: first &+ UInt64(start))
      body(range, words.span.extracting(0..<range.count))
    }
  }

  /// Codes of binary32 values that binary32's own kernel cannot round: its
  /// exponents are too few.
  private func encodeWidened<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Float>, into codes: inout MutableSpan<Code>, from first: UInt64
  ) {
    var scratch = [UInt64](repeating: 0, count: min(source.count, chunkSize))
    forEachChunk(source.count, from: first) { range, words in
      let wide = widened(source.extracting(range))
      var chunk = scratch.mutableSpan
      encode(chunk: wide.span, into: &chunk, words)
      narrow(scratch.span.extracting(0..<range.count), into: &codes, at: range.lowerBound)
    }
  }

  /// The values as binary64; binary32's subnormal values are flushed here, since
  /// binary64 has them as normal ones.
  private func widened(_ source: Span<Float>) -> [Double] {
    let flushes = projection.flushing.contains(.operands)
    var wide = [Double](repeating: 0, count: source.count)
    for index in source.indices {
      let value = source[index]
      wide[index] = Double(flushes && value.isSubnormal ? value * 0 : value)
    }
    return wide
  }

  private func round(
    chunk source: Span<Float>, into result: inout MutableSpan<Float>, at start: Int,
    _ words: Span<UInt32>
  ) {
    if let kernel = fromBinary32 { return kernel.round(source, into: &result, at: start, words) }
    if let kernel = fromBinary64 {
      let wide = widened(source)
      var rounded = wide
      var target = rounded.mutableSpan
      kernel.round(wide.span, into: &target, at: 0, words)
      for index in source.indices { result[start + index] = Float(rounded[index]) }
      return
    }
    let patterns = ValuePatterns<Float>(projection.format)
    for index in source.indices {
      let word = words.isEmpty ? 0 : words[index]
      result[start + index] = Float(
        bitPattern: patterns.complete(projection.encode(source[index], random: word)))
    }
  }

  private func round(
    chunk source: Span<Double>, into result: inout MutableSpan<Double>, at start: Int,
    _ words: Span<UInt32>
  ) {
    if let kernel = fromBinary64 { return kernel.round(source, into: &result, at: start, words) }
    let patterns = ValuePatterns<Double>(projection.format)
    for index in source.indices {
      let word = words.isEmpty ? 0 : words[index]
      result[start + index] = Double(
        bitPattern: patterns.complete(projection.encode(source[index], random: word)))
    }
  }

  private func encode(
    chunk source: Span<Double>, into codes: inout MutableSpan<UInt64>, _ words: Span<UInt32>
  ) {
    if let kernel = fromBinary64 { return kernel.encode(source, into: &codes, at: 0, words) }
    for index in source.indices {
      codes[index] = projection.encode(source[index], random: words.isEmpty ? 0 : words[index])
    }
  }
}

extension RoundingKernel {
  /// Each value rounded, as binary32.
  ///
  /// - Precondition: `fitsBinary32`.
  public func rounded(_ values: [Float]) -> [Float] {
    var result = values
    var target = result.mutableSpan
    round(values.span, into: &target)
    return result
  }

  /// Each value rounded, as binary64.
  public func rounded(_ values: [Double]) -> [Double] {
    var result = values
    var target = result.mutableSpan
    round(values.span, into: &target)
    return result
  }
}
