internal import FloatEmulation
internal import Synchronization
internal import TensorFiles

/// The tables that counters need for a plan: made when a type first occurs, and shared
/// by all threads.
final class SourceTables: Sendable {
  private struct Tables {
    var fp64: HistogramKeys<Binary64Source>?
    var fp32: HistogramKeys<Binary32Source>?
    var fp16: HistogramKeys<Binary16Source>?
    var bf16: HistogramKeys<BFloat16Source>?
    var float8: [Float8Type: Float8Bins] = [:]
  }

  private let innerCuts: [UInt64]
  private let tables = Mutex(Tables())

  init(innerCuts: [UInt64]) { self.innerCuts = innerCuts }

  var fp64: HistogramKeys<Binary64Source> { tables.withLock { made(&$0.fp64) } }
  var fp32: HistogramKeys<Binary32Source> { tables.withLock { made(&$0.fp32) } }
  var fp16: HistogramKeys<Binary16Source> { tables.withLock { made(&$0.fp16) } }
  var bf16: HistogramKeys<BFloat16Source> { tables.withLock { made(&$0.bf16) } }

  /// The table of an 8-bit type.
  func float8(_ type: Float8Type) -> Float8Bins {
    tables.withLock { tables in
      let bins = tables.float8[type] ?? Float8Bins(type, innerCuts: innerCuts)
      tables.float8[type] = bins
      return bins
    }
  }

  private func made<Source>(_ table: inout HistogramKeys<Source>?) -> HistogramKeys<Source> {
    let keys = table ?? HistogramKeys(innerCuts: innerCuts)
    table = keys
    return keys
  }
}

/// One counter for each audited element type, made when it is first needed, for one
/// thread.
///
/// Types are told apart once a chunk, never once a value, so that every loop is
/// a concrete one.
final class SourceCounters {
  private let tables: SourceTables
  private var fp64: MagnitudeCounter<Binary64Source>?
  private var fp32: MagnitudeCounter<Binary32Source>?
  private var fp16: MagnitudeCounter<Binary16Source>?
  private var bf16: MagnitudeCounter<BFloat16Source>?
  private var float8: [Float8Type: Float8Counter] = [:]

  init(_ tables: SourceTables) { self.tables = tables }

  /// Counts a chunk of elements in the host's byte order.
  ///
  /// - Precondition: The type is audited, and the chunk holds whole elements at
  ///   their natural alignment.
  func count(_ chunk: RawSpan, as type: ElementType) {
    switch type {
    case .float64: chunk.withElements(of: UInt64.self) { count(binary64: $0) }
    case .float32: chunk.withElements(of: UInt32.self) { count($0, &fp32, tables.fp32) }
    case .float16: chunk.withElements(of: UInt16.self) { count($0, &fp16, tables.fp16) }
    case .bfloat16: chunk.withElements(of: UInt16.self) { count($0, &bf16, tables.bf16) }
    case .float8(let type):
      chunk.withElements(of: UInt8.self) {
        float8[type, default: Float8Counter(tables.float8(type))].count($0)
      }
    case .unaudited: preconditionFailure("the type has no rounding to audit")
    }
  }

  /// Counts the bit patterns of binary64 values.
  func count(binary64 values: Span<UInt64>) { count(values, &fp64, tables.fp64) }

  private func count<Source>(
    _ values: Span<Source.Bits>, _ counter: inout MagnitudeCounter<Source>?,
    _ keys: @autoclosure () -> HistogramKeys<Source>
  ) {
    if counter == nil { counter = MagnitudeCounter(keys()) }
    counter?.count(values)
  }

  /// The histogram of what was counted of a type since the last call.
  func finish(_ type: ElementType) -> MagnitudeHistogram {
    let histogram =
      switch type {
      case .float64: fp64?.finish()
      case .float32: fp32?.finish()
      case .float16: fp16?.finish()
      case .bfloat16: bf16?.finish()
      case .float8(let type): float8[type]?.finish()
      case .unaudited: MagnitudeHistogram?.none
      }
    return histogram ?? MagnitudeHistogram()
  }
}
