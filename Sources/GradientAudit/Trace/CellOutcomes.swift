internal import FloatEmulation
internal import TensorFiles

/// The outcomes of a cell among the values of every source type.
struct CellOutcomes: Sendable {
  let fp64: SourceOutcomes<Binary64Source>
  let fp32: SourceOutcomes<Binary32Source>
  let fp16: SourceOutcomes<Binary16Source>
  let bf16: SourceOutcomes<BFloat16Source>

  init(_ cell: AuditCell, _ arithmetic: ScaleArithmetic) {
    let positive = OutcomeThresholds(cell, arithmetic, isNegative: false)
    let negative = OutcomeThresholds(cell, arithmetic, isNegative: true)
    fp64 = SourceOutcomes(positive: positive, negative: negative)
    fp32 = SourceOutcomes(positive: positive, negative: negative)
    fp16 = SourceOutcomes(positive: positive, negative: negative)
    bf16 = SourceOutcomes(positive: positive, negative: negative)
  }
}

extension HistogramSource {
  /// The value of a bit pattern; NaN without its payload.
  @inline(__always)
  static func value(_ bits: Bits) -> Double {
    let magnitude = bits & (Bits.max / 2)
    let infinity = Bits(truncatingIfNeeded: format.infinityCode ?? 0)
    if magnitude > infinity { return .nan }
    let pattern = widened(magnitude)
    return Double(bitPattern: bits > Bits.max / 2 ? pattern | 1 << 63 : pattern)
  }
}

extension CellOutcomes {
  /// A value of an audited type with all that is made of it.
  func traced(
    _ bits: UInt64, of type: ElementType, at flatIndex: Int, _ rounder: CellRounder
  ) -> TracedValue {
    switch type {
    case .float64: traced(bits, fp64, flatIndex, rounder)
    case .float32: traced(UInt32(truncatingIfNeeded: bits), fp32, flatIndex, rounder)
    case .float16: traced(UInt16(truncatingIfNeeded: bits), fp16, flatIndex, rounder)
    case .bfloat16: traced(UInt16(truncatingIfNeeded: bits), bf16, flatIndex, rounder)
    case .unaudited: preconditionFailure("the type has no rounding to trace")
    }
  }

  private func traced<Source>(
    _ bits: Source.Bits, _ outcomes: SourceOutcomes<Source>, _ flatIndex: Int,
    _ rounder: CellRounder
  ) -> TracedValue {
    rounder.traced(
      Source.value(bits), bits: UInt64(bits), of: Source.format, outcomes.outcome(of: bits),
      at: flatIndex)
  }
}
