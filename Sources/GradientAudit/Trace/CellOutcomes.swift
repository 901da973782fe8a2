internal import FloatEmulation
internal import TensorFiles

/// The outcomes of a cell among the values of every source type.
struct CellOutcomes: Sendable {
  let fp64: SourceOutcomes<Binary64Source>
  let fp32: SourceOutcomes<Binary32Source>
  let fp16: SourceOutcomes<Binary16Source>
  let bf16: SourceOutcomes<BFloat16Source>
  private let float8: [Float8Outcomes]

  init(_ cell: AuditCell, _ arithmetic: ScaleArithmetic) {
    let positive = OutcomeThresholds(cell, arithmetic, isNegative: false)
    let negative = OutcomeThresholds(cell, arithmetic, isNegative: true)
    fp64 = SourceOutcomes(positive: positive, negative: negative)
    fp32 = SourceOutcomes(positive: positive, negative: negative)
    fp16 = SourceOutcomes(positive: positive, negative: negative)
    bf16 = SourceOutcomes(positive: positive, negative: negative)
    float8 = Float8Type.allCases.map {
      Float8Outcomes($0, positive: positive, negative: negative)
    }
  }

  /// Those among the codes of an 8-bit type.
  func float8(_ type: Float8Type) -> Float8Outcomes {
    float8[Float8Type.allCases.firstIndex(of: type) ?? 0]
  }
}

extension HistogramSource {
  /// The value of a bit pattern; NaN without its payload.
  @inline(__always)
  static func value(_ bits: Bits) -> Double {
    let magnitude = bits & (Bits.max / 2)
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
    case .float64: rounder.traced(bits, fp64, at: flatIndex)
    case .float32: rounder.traced(UInt32(truncatingIfNeeded: bits), fp32, at: flatIndex)
    case .float16: rounder.traced(UInt16(truncatingIfNeeded: bits), fp16, at: flatIndex)
    case .bfloat16: rounder.traced(UInt16(truncatingIfNeeded: bits), bf16, at: flatIndex)
    case .float8(let type):
      rounder.traced(UInt8(truncatingIfNeeded: bits), float8(type), at: flatIndex)
    case .unaudited: preconditionFailure("the type has no rounding to trace")
    }
  }
}
