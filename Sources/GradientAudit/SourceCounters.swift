internal import FloatEmulation
internal import TensorFiles

/// One counter for each audited element type, made when it is first needed.
///
/// Types are told apart once a chunk, never once a value, so that every loop is
/// a concrete one.
final class SourceCounters {
  private let partition: MagnitudePartition
  private var fp64: MagnitudeCounter<UInt64>?
  private var fp32: MagnitudeCounter<UInt32>?
  private var fp16: MagnitudeCounter<UInt16>?
  private var bf16: MagnitudeCounter<UInt16>?

  init(_ partition: MagnitudePartition) { self.partition = partition }

  /// Counts a chunk of elements in the host's byte order.
  ///
  /// - Precondition: The type is audited, and the chunk holds whole elements at
  ///   their natural alignment.
  func count(_ chunk: RawSpan, as type: ElementType) {
    switch type {
    case .float64: chunk.withElements(of: UInt64.self) { count(binary64: $0) }
    case .float32: chunk.withElements(of: UInt32.self) { count(binary32: $0) }
    case .float16, .bfloat16: chunk.withElements(of: UInt16.self) { count($0, as: type) }
    case .unaudited: preconditionFailure("the type has no rounding to audit")
    }
  }

  /// Counts the bit patterns of binary32 values.
  func count(binary32 values: Span<UInt32>) { counting(&fp32, .binary32, values) }

  /// Counts the bit patterns of binary64 values.
  func count(binary64 values: Span<UInt64>) { counting(&fp64, .binary64, values) }

  /// Counts the bit patterns of binary16 or bfloat16 values.
  func count(_ values: Span<UInt16>, as type: ElementType) {
    if type == .float16 {
      counting(&fp16, .binary16, values)
    } else {
      counting(&bf16, .bfloat16, values)
    }
  }

  /// The histogram of what was counted of a type since the last call.
  func finish(_ type: ElementType) -> MagnitudeHistogram {
    let histogram =
      switch type {
      case .float64: fp64?.finish()
      case .float32: fp32?.finish()
      case .float16: fp16?.finish()
      case .bfloat16: bf16?.finish()
      case .unaudited: MagnitudeHistogram?.none
      }
    return histogram ?? MagnitudeHistogram()
  }

  private func counting<Bits>(
    _ counter: inout MagnitudeCounter<Bits>?, _ source: FloatFormat, _ values: Span<Bits>
  ) {
    if counter == nil { counter = MagnitudeCounter(MagnitudeIndex(source, partition)) }
    counter?.count(values)
  }
}
