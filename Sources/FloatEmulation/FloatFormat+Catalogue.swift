/// The catalogue: a new format is one entry in `catalogue`.
extension FloatFormat {
  /// IEEE 754 binary64, `double`.
  public static let binary64 = FloatFormat(name: "fp64", precision: 53, exponentBitCount: 11)

  /// IEEE 754 binary32, `float`.
  public static let binary32 = FloatFormat(name: "fp32", precision: 24, exponentBitCount: 8)

  /// bfloat16: binary32's range, 8 significant bits.
  public static let bfloat16 = FloatFormat(name: "bf16", precision: 8, exponentBitCount: 8)

  /// IEEE 754 binary16, `half`.
  public static let binary16 = FloatFormat(name: "fp16", precision: 11, exponentBitCount: 5)

  /// Every format with a name, the widest first.
  public static let catalogue: [FloatFormat] = [.binary64, .binary32, .bfloat16, .binary16]

  /// Other names that people use, and the catalogue's name for each.
  public static let aliases: [String: String] = [
    "float64": "fp64", "double": "fp64", "binary64": "fp64", "f64": "fp64",
    "float32": "fp32", "float": "fp32", "single": "fp32", "binary32": "fp32", "f32": "fp32",
    "bfloat16": "bf16",
    "float16": "fp16", "half": "fp16", "binary16": "fp16", "f16": "fp16",
  ]

  /// The format of that name or alias, in any case; nil if there is none.
  public init?(named name: String) {
    let lowered = name.lowercased()
    let canonical = FloatFormat.aliases[lowered] ?? lowered
    guard let format = FloatFormat.catalogue.first(where: { $0.name == canonical }) else {
      return nil
    }
    self = format
  }
}
