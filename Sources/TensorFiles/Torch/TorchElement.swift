/// The element types of PyTorch, by the words of its pickles.
///
/// Source: PyTorch, `torch/storage.py`, `_dtype_to_storage_type_map` and `_new_dtypes`.
enum TorchElement {
  /// The width of one element in bits, by the name of its dtype.
  static let bitWidths: [String: Int] = [
    "float64": 64, "float32": 32, "float16": 16, "bfloat16": 16, "complex128": 128,
    "complex64": 64, "complex32": 32, "bcomplex32": 32, "int64": 64, "int32": 32, "int16": 16,
    "int8": 8, "uint64": 64, "uint32": 32, "uint16": 16, "uint8": 8, "bool": 8, "qint32": 32,
    "qint8": 8, "quint8": 8, "quint4x2": 8, "quint2x4": 8, "bits8": 8, "bits16": 16,
    "bits1x8": 8, "bits2x4": 8, "bits4x2": 8, "float8_e5m2": 8, "float8_e4m3fn": 8,
    "float8_e5m2fnuz": 8, "float8_e4m3fnuz": 8, "float8_e8m0fnu": 8, "float4_e2m1fn_x2": 8,
  ]

  /// The dtype of a class of storages, such as `torch.FloatStorage`; `nil` for none.
  static func dtype(storageType name: String) -> String? {
    guard name.hasPrefix("torch."), name.hasSuffix("Storage") else { return nil }
    return dtypes[name.split(separator: ".").last?.dropLast("Storage".count) ?? ""]
  }

  private static let dtypes: [Substring: String] = [
    "Double": "float64", "Float": "float32", "Half": "float16", "BFloat16": "bfloat16",
    "ComplexDouble": "complex128", "ComplexFloat": "complex64", "Long": "int64",
    "Int": "int32", "Short": "int16", "Char": "int8", "Byte": "uint8", "Bool": "bool",
    "QInt32": "qint32", "QInt8": "qint8", "QUInt8": "quint8", "QUInt4x2": "quint4x2",
    "QUInt2x4": "quint2x4", "Untyped": "uint8",
  ]

  /// The element type of a dtype.
  static func elementType(_ dtype: String) -> ElementType {
    switch dtype {
    case "float64": .float64
    case "float32": .float32
    case "float16": .float16
    case "bfloat16": .bfloat16
    case "float8_e4m3fn": .float8(.e4m3fn)
    case "float8_e5m2": .float8(.e5m2)
    case "float8_e4m3fnuz": .float8(.e4m3fnuz)
    case "float8_e5m2fnuz": .float8(.e5m2fnuz)
    case "float8_e8m0fnu": .float8(.e8m0fnu)
    default: .unaudited(dtype)
    }
  }
}
