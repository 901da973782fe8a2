/// Values by a kernel of ties-to-even.
struct NearestEvenValues<Kernel: NearestEvenKernel>: BlockKernel {
  let kernel: Kernel

  @inline(__always)
  func fill(
    _ block: UnsafeMutablePointer<Kernel.Source>, from source: UnsafePointer<Kernel.Source>,
    count: Int, at index: UInt64
  ) {
    for place in 0..<count { unsafe block[place] = kernel.roundedValue(source[place]) }
  }
}

/// Codes by a kernel of ties-to-even, in one pass.
struct NearestEvenCodes<
  Kernel: NearestEvenKernel, Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
>: BlockKernel {
  let kernel: Kernel

  @inline(__always)
  func fill(
    _ block: UnsafeMutablePointer<Code>, from source: UnsafePointer<Kernel.Source>, count: Int,
    at index: UInt64
  ) {
    for place in 0..<count {
      unsafe block[place] = Code(truncatingIfNeeded: kernel.roundedCode(source[place]))
    }
  }
}

/// Codes of binary32 values by a kernel of binary64 values, where binary32 has too
/// few exponents.
struct WidenedCodes<Wide: BlockKernel<Double, UInt64>>: BlockKernel {
  let wide: Wide
  /// binary32's subnormal values are flushed here: binary64 has them as normal ones.
  let flushesOperands: Bool

  func fill(
    _ block: UnsafeMutablePointer<UInt64>, from source: UnsafePointer<Float>, count: Int,
    at index: UInt64
  ) {
    unsafe withStackScratch(of: Double.self, count) { values, start, count in
      unsafe widen(source + start, into: values, count, flushesOperands: flushesOperands)
      unsafe wide.fill(block + start, from: values, count: count, at: index &+ UInt64(start))
    }
  }
}

/// The same as values, which binary32 has to have.
struct WidenedValues<Wide: BlockKernel<Double, Double>>: BlockKernel {
  let wide: Wide
  /// See `WidenedCodes`.
  let flushesOperands: Bool

  func fill(
    _ block: UnsafeMutablePointer<Float>, from source: UnsafePointer<Float>, count: Int,
    at index: UInt64
  ) {
    unsafe withStackScratch(of: Double.self, count) { values, start, count in
      unsafe withStackScratch(of: Double.self, count) { results, _, count in
        unsafe widen(source + start, into: values, count, flushesOperands: flushesOperands)
        unsafe wide.fill(results, from: values, count: count, at: index &+ UInt64(start))
        for place in 0..<count { unsafe block[start + place] = Float(results[place]) }
      }
    }
  }
}

@inline(__always)
private func widen(
  _ source: UnsafePointer<Float>, into values: UnsafeMutablePointer<Double>, _ count: Int,
  flushesOperands: Bool
) {
  for place in 0..<count {
    let value = unsafe source[place]
    unsafe values[place] = Double(flushesOperands && value.isSubnormal ? value * 0 : value)
  }
}
