public import FloatEmulation

/// The reference: integers only, value by value.
public struct ReferenceWitness: Witness {
  private let projection: Projection

  /// The name in certificates.
  public var name: String { "reference" }
  /// Codes hold payloads, but the values compared here do not.
  public var keepsNaNPayload: Bool { false }

  /// Creates the witness of a projection.
  public init(_ projection: Projection) { self.projection = projection }

  /// Rounds binary32 values.
  public func round(_ source: Span<Float>, into results: inout MutableSpan<Float>) {
    for index in source.indices { results[index] = Float(projection.round(source[index]).value) }
  }

  /// Rounds binary64 values.
  public func round(_ source: Span<Double>, into results: inout MutableSpan<Double>) {
    for index in source.indices { results[index] = projection.round(source[index]).value }
  }
}

/// The kernel: whole buffers, branch-free.
public struct KernelWitness: Witness {
  private let kernel: RoundingKernel

  /// The name in certificates.
  public var name: String { "kernel" }
  /// A NaN stays as IEEE 754 recommends.
  public var keepsNaNPayload: Bool { true }

  /// Creates the witness of a projection.
  public init(_ projection: Projection) { kernel = RoundingKernel(projection) }

  /// Rounds binary32 values.
  public func round(_ source: Span<Float>, into results: inout MutableSpan<Float>) {
    kernel.round(source, into: &results)
  }

  /// Rounds binary64 values.
  public func round(_ source: Span<Double>, into results: inout MutableSpan<Double>) {
    kernel.round(source, into: &results)
  }
}
