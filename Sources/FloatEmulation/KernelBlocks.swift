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

/// Binary32 values by a kernel of binary64 values, where binary32 has too few
/// exponents.
struct Widened<Wide: BlockKernel>: BlockKernel where Wide.Source == Double {
  let wide: Wide
  /// binary32's subnormal values are flushed here: binary64 has them as normal ones.
  let flushesOperands: Bool

  func fill(
    _ block: UnsafeMutablePointer<Wide.Target>, from source: UnsafePointer<Float>, count: Int,
    at index: UInt64
  ) {
    unsafe withStackScratch(of: Double.self, count) { values, start, count in
      for place in 0..<count {
        let value = unsafe source[start + place]
        unsafe values[place] = Double(flushesOperands && value.isSubnormal ? value * 0 : value)
      }
      unsafe wide.fill(block + start, from: values, count: count, at: index &+ UInt64(start))
    }
  }
}

/// Values of binary64 as binary32, which has to have them.
struct Binary32Values<Wide: BlockKernel<Float, Double>>: BlockKernel {
  let wide: Wide

  func fill(
    _ block: UnsafeMutablePointer<Float>, from source: UnsafePointer<Float>, count: Int,
    at index: UInt64
  ) {
    unsafe withStackScratch(of: Double.self, count) { results, start, count in
      unsafe wide.fill(results, from: source + start, count: count, at: index &+ UInt64(start))
      for place in 0..<count { unsafe block[start + place] = Float(results[place]) }
    }
  }
}
