internal import FloatEmulation
internal import TensorFiles

/// Recorded values as decimals.
enum SourceDecimal {
  /// The shortest decimal that a reader of the type takes for the value: `0.1` for the
  /// fp16 value 0.0999755859375.
  static func shortest(_ value: Double, bits: UInt64, of type: ElementType) -> String {
    switch type {
    case .float64: CodeText.decimal(value)
    case .float32: single(value)
    case .float16: ShortDecimals.binary16[bits]
    case .bfloat16, .unaudited: ShortDecimals.bfloat16[bits]
    }
  }

  /// The shortest decimal that binary32 reads as a value that it has.
  static func single(_ value: Double) -> String {
    if value.isNaN { return "nan" }
    let text = Float(value).description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
