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
  }

  private let innerCuts: [UInt64]
  private let tables = Mutex(Tables())

  init(innerCuts: [UInt64]) { self.innerCuts = innerCuts }

  var fp64: HistogramKeys<Binary64Source> {
    table {
      $0.fp64
    } store: {
      $0.fp64 = $1
    }
  }
  var fp32: HistogramKeys<Binary32Source> {
    table {
      $0.fp32
    } store: {
      $0.fp32 = $1
    }
  }
  var fp16: HistogramKeys<Binary16Source> {
    table {
      $0.fp16
    } store: {
      $0.fp16 = $1
    }
  }
  var bf16: HistogramKeys<BFloat16Source> {
    table {
      $0.bf16
    } store: {
      $0.bf16 = $1
    }
  }

  private func table<Source>(
    _ load: (Tables) -> HistogramKeys<Source>?,
    store: (inout Tables, HistogramKeys<Source>) -> Void
  ) -> HistogramKeys<Source> {
    tables.withLock { tables in
      if let made = load(tables) { return made }
      let keys = HistogramKeys<Source>(innerCuts: innerCuts)
      store(&tables, keys)
      return keys
    }
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

  init(_ tables: SourceTables) { self.tables = tables }

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
  func count(binary32 values: Span<UInt32>) {
    if fp32 == nil { fp32 = MagnitudeCounter(tables.fp32) }
    fp32?.count(values)
  }

  /// Counts the bit patterns of binary64 values.
  func count(binary64 values: Span<UInt64>) {
    if fp64 == nil { fp64 = MagnitudeCounter(tables.fp64) }
    fp64?.count(values)
  }

  /// Counts the bit patterns of binary16 or bfloat16 values.
  func count(_ values: Span<UInt16>, as type: ElementType) {
    if type == .float16 {
      if fp16 == nil { fp16 = MagnitudeCounter(tables.fp16) }
      fp16?.count(values)
    } else {
      if bf16 == nil { bf16 = MagnitudeCounter(tables.bf16) }
      bf16?.count(values)
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
}
