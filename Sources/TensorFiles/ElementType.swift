/// The element type of a stored tensor, which NumPy and PyTorch call its dtype.
///
/// Four binary floating-point formats are audited. Everything else a file may
/// hold (integers, booleans, complex numbers, strings, 8-bit floats) is known by
/// the word that the file itself uses, so that it can be named as left out.
public enum ElementType: Hashable, Sendable {
  /// IEEE 754 binary64: NumPy `f8`, safetensors `F64`.
  case float64
  /// IEEE 754 binary32: NumPy `f4`, safetensors `F32`.
  case float32
  /// IEEE 754 binary16: NumPy `f2`, safetensors `F16`.
  case float16
  /// The upper half of binary32: safetensors `BF16`. NumPy has no word for it.
  case bfloat16
  /// Any other type, in the file's own word: `I64`, `<i8`, `|b1`, `structured`.
  case unaudited(String)

  /// The short name used in tables and in the CSV column `dtype`.
  ///
  /// `fp64`, `fp32`, `fp16`, `bf16`, or the file's own word for other types.
  public var name: String {
    switch self {
    case .float64: "fp64"
    case .float32: "fp32"
    case .float16: "fp16"
    case .bfloat16: "bf16"
    case .unaudited(let word): word
    }
  }

  /// Whether tensors of this type take part in an audit.
  public var isAudited: Bool {
    if case .unaudited = self { false } else { true }
  }

  /// Whether elements are bytes without meaning: NumPy's `V2` and the like, as which
  /// ml_dtypes' bfloat16 is written.
  public var isVoid: Bool {
    guard case .unaudited(let word) = self else { return false }
    return NumPyDescriptor(word)?.kind == "V"
  }

  /// The width of one element in bits, or `nil` where the name does not tell.
  ///
  /// Widths below eight occur: safetensors packs `F4` and `F6_E2M3`.
  public var bitWidth: Int? {
    switch self {
    case .float64: 64
    case .float32: 32
    case .float16, .bfloat16: 16
    case .unaudited(let word):
      SafetensorsType.bitWidths[word] ?? TorchElement.bitWidths[word]
        ?? NumPyDescriptor(word)?.bitWidth
    }
  }
}
