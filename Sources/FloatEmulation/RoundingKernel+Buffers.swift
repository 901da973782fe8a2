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
    unsafe withPointers(source, &result) { source, target, count in
      unsafe round(source, into: target, count, from: first, streams: streams(target, count))
    }
  }

  /// Rounds each binary64 value and stores the result as binary64.
  ///
  /// - Precondition: Both spans are of the same length.
  public func round(
    _ source: Span<Double>, into result: inout MutableSpan<Double>, from first: UInt64 = 0
  ) {
    unsafe withPointers(source, &result) { source, target, count in
      unsafe round(source, into: target, count, from: first, streams: streams(target, count))
    }
  }

  /// Rounds each binary32 value where it stands.
  ///
  /// - Precondition: `fitsBinary32`.
  public func round(_ values: inout MutableSpan<Float>, from first: UInt64 = 0) {
    unsafe withPointer(&values) { values, count in
      unsafe round(values, into: values, count, from: first, streams: false)
    }
  }

  /// Rounds each binary64 value where it stands.
  public func round(_ values: inout MutableSpan<Double>, from first: UInt64 = 0) {
    unsafe withPointer(&values) { values, count in
      unsafe round(values, into: values, count, from: first, streams: false)
    }
  }

  /// Rounds each binary32 value and stores its code.
  ///
  /// - Precondition: `Code` has at least as many bits as the format, and both
  ///   spans are of the same length.
  public func encode<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Float>, into codes: inout MutableSpan<Code>, from first: UInt64 = 0
  ) {
    unsafe withPointers(source, &codes) { source, target, count in
      unsafe encode(source, into: target, count, from: first, streams: streams(target, count))
    }
  }

  /// Rounds each binary64 value and stores its code.
  ///
  /// - Precondition: `Code` has at least as many bits as the format, and both
  ///   spans are of the same length.
  public func encode<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: Span<Double>, into codes: inout MutableSpan<Code>, from first: UInt64 = 0
  ) {
    unsafe withPointers(source, &codes) { source, target, count in
      unsafe encode(source, into: target, count, from: first, streams: streams(target, count))
    }
  }
}

/// The choice of the kernel. The preconditions are those of the spans' functions.
extension RoundingKernel {
  func round(
    _ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, _ count: Int,
    from first: UInt64, streams: Bool
  ) {
    precondition(fitsBinary32, "binary32 has not every value of the format")
    @inline(__always)
    func run(_ kernel: some BlockKernel<Float, Float>) {
      unsafe kernel.run(source, into: target, count: count, from: first, streams: streams)
    }
    let flushesOperands = projection.flushing.contains(.operands)
    if let toBinary16 {
      run(NearestEvenValues(kernel: toBinary16))
    } else if let fromBinary32 {
      unsafe fromBinary32.round(
        source, into: target, count: count, from: first, streams: streams, random)
    } else if let fromBinary64 {
      let wide = Widened(wide: fromBinary64.values(random), flushesOperands: flushesOperands)
      run(Binary32Values(wide: wide))
    } else {
      run(ReferenceKernel<RoundedValue<Float>>(projection: projection, random: random))
    }
  }

  func round(
    _ source: UnsafePointer<Double>, into target: UnsafeMutablePointer<Double>, _ count: Int,
    from first: UInt64, streams: Bool
  ) {
    if let fromBinary64 {
      unsafe fromBinary64.round(
        source, into: target, count: count, from: first, streams: streams, random)
    } else {
      unsafe ReferenceKernel<RoundedValue<Double>>(projection: projection, random: random).run(
        source, into: target, count: count, from: first, streams: streams)
    }
  }

  @_specialize(where Code == UInt8)
  @_specialize(where Code == UInt16)
  @_specialize(where Code == UInt32)
  @_specialize(where Code == UInt64)
  @_specialize(where Code == UInt)
  func encode<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: UnsafePointer<Float>, into codes: UnsafeMutablePointer<Code>, _ count: Int,
    from first: UInt64, streams: Bool
  ) {
    precondition(projection.format.bitWidth <= Code.bitWidth, "the codes are wider than the buffer")
    @inline(__always)
    func run(_ kernel: some BlockKernel<Float, Code>) {
      unsafe kernel.run(source, into: codes, count: count, from: first, streams: streams)
    }
    let flushesOperands = projection.flushing.contains(.operands)
    if let toBinary16 {
      run(NearestEvenCodes(kernel: toBinary16))
    } else if let toBinary16Prefix {
      run(NearestEvenCodes(kernel: toBinary16Prefix))
    } else if let fromBinary32 {
      unsafe fromBinary32.encode(
        source, into: codes, count: count, from: first, streams: streams, random)
    } else if let fromBinary64 {
      let wide = Widened(wide: fromBinary64.codes(random), flushesOperands: flushesOperands)
      run(NarrowedBlocks(wide: wide))
    } else {
      let reference = ReferenceKernel<RoundedCode<Double>>(projection: projection, random: random)
      run(NarrowedBlocks(wide: Widened(wide: reference, flushesOperands: flushesOperands)))
    }
  }

  @_specialize(where Code == UInt8)
  @_specialize(where Code == UInt16)
  @_specialize(where Code == UInt32)
  @_specialize(where Code == UInt64)
  @_specialize(where Code == UInt)
  func encode<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ source: UnsafePointer<Double>, into codes: UnsafeMutablePointer<Code>, _ count: Int,
    from first: UInt64, streams: Bool
  ) {
    precondition(projection.format.bitWidth <= Code.bitWidth, "the codes are wider than the buffer")
    if let fromBinary64 {
      unsafe fromBinary64.encode(
        source, into: codes, count: count, from: first, streams: streams, random)
    } else {
      let reference = ReferenceKernel<RoundedCode<Double>>(projection: projection, random: random)
      unsafe NarrowedBlocks(wide: reference).run(
        source, into: codes, count: count, from: first, streams: streams)
    }
  }
}

/// Calls a function with the addresses of two buffers, unless they are empty.
@inline(__always)
func withPointers<Source: BitwiseCopyable, Target: BitwiseCopyable>(
  _ source: Span<Source>, _ target: inout MutableSpan<Target>,
  _ body: (UnsafePointer<Source>, UnsafeMutablePointer<Target>, Int) -> Void
) {
  precondition(source.count == target.count, "the spans differ in length")
  unsafe source.withUnsafeBufferPointer { source in
    unsafe target.withUnsafeMutableBufferPointer { target in
      guard let from = source.baseAddress, let into = target.baseAddress else { return }
      unsafe body(from, into, source.count)
    }
  }
}

/// Calls a function with the address of a buffer, unless it is empty.
@inline(__always)
func withPointer<Value: BitwiseCopyable>(
  _ values: inout MutableSpan<Value>, _ body: (UnsafeMutablePointer<Value>, Int) -> Void
) {
  unsafe values.withUnsafeMutableBufferPointer { values in
    guard let address = values.baseAddress else { return }
    unsafe body(address, values.count)
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
