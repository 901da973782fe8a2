/// The element types of safetensors.
///
/// Source: huggingface/safetensors, `safetensors/src/tensor.rs`, `enum Dtype`.
enum SafetensorsType {
  /// The width of one element in bits; types below eight are packed.
  static let bitWidths: [String: Int] = [
    "BOOL": 8, "U8": 8, "I8": 8, "F8_E5M2": 8, "F8_E4M3": 8, "F8_E8M0": 8,
    "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6,
    "I16": 16, "U16": 16, "F16": 16, "BF16": 16, "I32": 32, "U32": 32, "F32": 32,
    "C64": 64, "F64": 64, "I64": 64, "U64": 64,
  ]

  /// The element type that a word of the header stands for.
  static func elementType(_ word: String) -> ElementType {
    switch word {
    case "F64": .float64
    case "F32": .float32
    case "F16": .float16
    case "BF16": .bfloat16
    case "F8_E4M3": .float8(.e4m3fn)
    case "F8_E5M2": .float8(.e5m2)
    case "F8_E4M3FNUZ": .float8(.e4m3fnuz)
    case "F8_E5M2FNUZ": .float8(.e5m2fnuz)
    case "F8_E8M0": .float8(.e8m0fnu)
    default: .unaudited(word)
    }
  }
}
