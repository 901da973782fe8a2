/// The element type of a stored tensor, which NumPy and PyTorch call its dtype.
///
/// Binary floating-point formats of 64, 32, 16 and 8 bits are audited. Everything else
/// a file may hold (integers, booleans, complex numbers, strings, floats packed below a
/// byte) is known by the word that the file itself uses, so that it can be named as left
/// out.
public enum ElementType: Hashable, Sendable {
  /// IEEE 754 binary64: NumPy `f8`, safetensors `F64`.
  case float64
  /// IEEE 754 binary32: NumPy `f4`, safetensors `F32`.
  case float32
  /// IEEE 754 binary16: NumPy `f2`, safetensors `F16`.
  case float16
  /// The upper half of binary32: safetensors `BF16`. NumPy has no word for it.
  case bfloat16
  /// A type of eight bits, of which a code is its own byte: safetensors `F8_E4M3`.
  case float8(Float8Type)
  /// Any other type, in the file's own word: `I64`, `<i8`, `|b1`, `structured`.
  case unaudited(String)

  /// The short name used in tables and in the CSV column `dtype`.
  ///
  /// `fp64`, `fp32`, `fp16`, `bf16`, `e4m3fn` and the like, or the file's own word for
  /// other types.
  public var name: String {
    switch self {
    case .float64: "fp64"
    case .float32: "fp32"
    case .float16: "fp16"
    case .bfloat16: "bf16"
    case .float8(let type): type.rawValue
    case .unaudited(let word): word
    }
  }

  /// Every type that takes part in an audit.
  public static let audited: [ElementType] =
    [.float64, .float32, .float16, .bfloat16] + Float8Type.allCases.map { .float8($0) }

  /// Whether tensors of this type take part in an audit.
  public var isAudited: Bool {
    if case .unaudited = self { false } else { true }
  }

  /// Whether elements are bytes without meaning: NumPy's `V2` and `V1`, as which
  /// ml_dtypes' bfloat16 and 8-bit types are written.
  public var isVoid: Bool {
    guard case .unaudited(let word) = self else { return false }
    return NumPyDescriptor(word)?.kind == "V"
  }

  /// Whether elements may be taken for those of another type, if somebody says so.
  ///
  /// Those are the void ones; and NumPy's bytes (`u1`), as which `tensor.view(torch.uint8)`
  /// takes 8-bit floats there, for a type of eight bits.
  func mayBe(_ type: ElementType) -> Bool {
    guard case .unaudited(let word) = self, let descriptor = NumPyDescriptor(word) else {
      return false
    }
    guard descriptor.bitWidth == type.bitWidth else { return false }
    return descriptor.kind == "V" || descriptor.kind == "u" && descriptor.byteWidth == 1
  }

  /// The width of one element in bits, or `nil` where the name does not tell.
  ///
  /// Widths below eight occur: safetensors packs `F4` and `F6_E2M3`.
  public var bitWidth: Int? {
    switch self {
    case .float64: 64
    case .float32: 32
    case .float16, .bfloat16: 16
    case .float8: 8
    case .unaudited(let word):
      SafetensorsType.bitWidths[word] ?? TorchElement.bitWidths[word]
        ?? NumPyDescriptor(word)?.bitWidth
    }
  }
}
