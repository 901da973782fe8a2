/// Rounds buffers as a chain says, at the speed of its kernels.
public struct ChainEncoder: Sendable {
  /// The chain that is carried out.
  public let chain: ProjectionChain
  private let kernel: RoundingKernel
  private let narrowing = RoundingKernel(Projection(.binary32))

  /// Creates an encoder.
  ///
  /// - Precondition: The format's codes have at most 32 bits.
  public init(_ chain: ProjectionChain, random: RandomStream = RandomStream(seed: 0)) {
    precondition(chain.format.bitWidth <= 32, "the codes are wider than 32 bits")
    self.chain = chain
    kernel = RoundingKernel(chain.projection, random: random)
  }

  /// Rounds each binary32 value and stores its code.
  ///
  /// - Precondition: Both spans are of the same length.
  public func encode(
    _ source: Span<Float>, into codes: inout MutableSpan<UInt32>, from first: UInt64 = 0
  ) {
    guard chain.operand == .value else { return encodeRead(source, into: &codes, from: first) }
    kernel.encode(source, into: &codes, from: first)
    if chain.nan != nil { encodeNaNs(source, into: &codes) }
  }

  /// Rounds each binary64 value, by way of the intermediate format, and stores its
  /// code.
  ///
  /// - Precondition: Both spans are of the same length.
  public func encode(
    _ source: Span<Double>, into codes: inout MutableSpan<UInt32>, from first: UInt64 = 0
  ) {
    if chain.intermediate != nil {
      var bits = [UInt32](repeating: 0, count: source.count)
      var target = bits.mutableSpan
      narrowing.encode(source, into: &target)
      let narrow = bits.map { Float(bitPattern: $0) }
      return encode(narrow.span, into: &codes, from: first)
    }
    guard chain.operand == .value && chain.nan == nil else {
      for index in source.indices {
        codes[index] = UInt32(
          truncatingIfNeeded: chain.round(
            source[index], random: kernel.random[first &+ UInt64(index)]
          ).code)
      }
      return
    }
    kernel.encode(source, into: &codes, from: first)
  }

  private func encodeRead(
    _ source: Span<Float>, into codes: inout MutableSpan<UInt32>, from first: UInt64
  ) {
    var values = [Float](repeating: 0, count: source.count)
    for index in source.indices { values[index] = chain.read(source[index]) }
    kernel.encode(values.span, into: &codes, from: first)
    if chain.nan != nil { encodeNaNs(source, into: &codes) }
  }

  private func encodeNaNs(_ source: Span<Float>, into codes: inout MutableSpan<UInt32>) {
    for index in source.indices where source[index].isNaN {
      codes[index] = UInt32(truncatingIfNeeded: chain.round(source[index]).code)
    }
  }
}
