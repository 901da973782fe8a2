public import FloatEmulation

/// The reference: integers only, value by value.
///
/// It gives codes; its values are those that the codes stand for.
public struct ReferenceWitness: Witness, Sendable {
  private let projection: Projection
  private let decoder: CodeDecoder

  /// The name in certificates.
  public var name: String { "reference" }
  /// Codes are what the reference makes.
  public var givesCodes: Bool { true }

  /// Creates the witness of a projection.
  public init(_ projection: Projection) {
    self.projection = projection
    decoder = CodeDecoder(projection.format)
  }

  /// Rounds binary32 values.
  public func round(
    _ source: Span<Float>, into values: inout MutableSpan<Float>,
    codes: inout MutableSpan<UInt32>
  ) {
    projection.encode(source, into: &codes)
    for index in source.indices { values[index] = Float(decoder.decode(UInt64(codes[index]))) }
  }

  /// Rounds binary64 values.
  public func round(
    _ source: Span<Double>, into values: inout MutableSpan<Double>,
    codes: inout MutableSpan<UInt64>
  ) {
    projection.encode(source, into: &codes)
    for index in source.indices { values[index] = decoder.decode(codes[index]) }
  }
}

/// The kernel: whole buffers, branch-free, into values and, apart from that, codes.
public struct KernelWitness: Witness, Sendable {
  private let kernel: RoundingKernel

  /// The name in certificates.
  public var name: String { "kernel" }
  /// Kernels round into codes as well as into values.
  public var givesCodes: Bool { true }

  /// Creates the witness of a projection.
  public init(_ projection: Projection) { kernel = RoundingKernel(projection) }

  /// Rounds binary32 values.
  public func round(
    _ source: Span<Float>, into values: inout MutableSpan<Float>,
    codes: inout MutableSpan<UInt32>
  ) {
    kernel.round(source, into: &values)
    kernel.encode(source, into: &codes)
  }

  /// Rounds binary64 values.
  public func round(
    _ source: Span<Double>, into values: inout MutableSpan<Double>,
    codes: inout MutableSpan<UInt64>
  ) {
    kernel.round(source, into: &values)
    kernel.encode(source, into: &codes)
  }
}
