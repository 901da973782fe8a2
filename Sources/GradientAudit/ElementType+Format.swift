public import FloatEmulation
public import TensorFiles

extension ElementType {
  /// The format of an audited type; of others, which have no rounding, bfloat16.
  public var format: FloatFormat {
    switch self {
    case .float64: .binary64
    case .float32: .binary32
    case .float16: .binary16
    case .bfloat16, .unaudited: .bfloat16
    case .float8(let type): type.format
    }
  }
}
