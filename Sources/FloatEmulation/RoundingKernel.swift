/// Rounds whole buffers, at the speed of memory.
///
/// The kernel has no branch that depends on a value. A result in the normal
/// range comes from an integer addition that carries at the right bit; a
/// subnormal one from adding and subtracting a constant whose unit in the last
/// place is the format's least magnitude, so that the hardware's own addition
/// rounds at that place. Both are computed and one is selected.
///
/// Results equal the reference's bit by bit, NaN payloads included. Ties go to
/// even: the other directions are the reference's alone.
///
/// The subnormal path needs the processor's default environment: ties to even,
/// subnormals neither flushed nor taken as zero.
public struct RoundingKernel: Sendable {
  /// The projection that the kernel carries out.
  public let projection: Projection

  let fromBinary32: KernelConstants<UInt32>?
  let fromBinary64: KernelConstants<UInt64>

  /// Creates the kernel of a projection.
  ///
  /// - Precondition: The thread's floating-point environment is the default.
  public init(_ projection: Projection) {
    precondition(
      hasDefaultFloatingPointEnvironment(),
      "rounding kernels need ties to even and gradual underflow from the processor")
    self.projection = projection
    let format = projection.format
    let fitsBinary32 =
      format.precision <= 24 && format.minimumExponent >= -126 && format.maximumExponent <= 127
    fromBinary32 = fitsBinary32 ? KernelConstants(Float.self, format) : nil
    fromBinary64 = KernelConstants(Double.self, format)
  }

  /// Whether every value of the format is a binary32 value, so that binary32
  /// buffers can hold the results.
  public var fitsBinary32: Bool { fromBinary32 != nil }

  /// Rounds each value and stores the result as binary32.
  ///
  /// - Precondition: `fitsBinary32`, and both spans are of the same length.
  public func round(_ source: Span<Float>, into result: inout MutableSpan<Float>) {
    precondition(source.count == result.count, "the spans differ in length")
    guard let constants = fromBinary32 else { preconditionFailure("binary32 is too narrow") }
    for index in source.indices {
      result[index] = Float(bitPattern: constants.round(source[index]))
    }
  }

  /// Rounds each value and stores the result as binary64.
  ///
  /// - Precondition: Both spans are of the same length.
  public func round(_ source: Span<Double>, into result: inout MutableSpan<Double>) {
    precondition(source.count == result.count, "the spans differ in length")
    let constants = fromBinary64
    for index in source.indices {
      result[index] = Double(bitPattern: constants.round(source[index]))
    }
  }

  /// Rounds each binary32 value and stores its code.
  ///
  /// - Precondition: `fitsBinary32`, the format has at most 16 bits, and both
  ///   spans are of the same length.
  public func encode(_ source: Span<Float>, into codes: inout MutableSpan<UInt16>) {
    precondition(source.count == codes.count, "the spans differ in length")
    precondition(projection.format.bitWidth <= 16, "the codes are wider than 16 bits")
    guard let constants = fromBinary32 else { preconditionFailure("binary32 is too narrow") }
    for index in source.indices {
      codes[index] = UInt16(truncatingIfNeeded: constants.encode(source[index]))
    }
  }

  /// Rounds each binary64 value and stores its code.
  ///
  /// - Precondition: The format has at most 16 bits, and both spans are of the
  ///   same length.
  public func encode(_ source: Span<Double>, into codes: inout MutableSpan<UInt16>) {
    precondition(source.count == codes.count, "the spans differ in length")
    precondition(projection.format.bitWidth <= 16, "the codes are wider than 16 bits")
    let constants = fromBinary64
    for index in source.indices {
      codes[index] = UInt16(truncatingIfNeeded: constants.encode(source[index]))
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

/// Whether additions round ties to even and neither read nor write subnormals
/// as zero.
@inline(never)
private func hasDefaultFloatingPointEnvironment() -> Bool {
  let one: Float = opaque(1)
  let halfUlp: Float = opaque(0x1p-24)
  let subnormal: Float = opaque(0x1p-149)
  return one + halfUlp == one
    && (one + 0x1p-23) + halfUlp == 1 + 0x1p-22
    && subnormal + subnormal == 0x1p-148
}

@inline(never)
private func opaque(_ value: Float) -> Float { value }
