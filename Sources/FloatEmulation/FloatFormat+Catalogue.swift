/// The catalogue: a new format is one entry in `catalogue`.
extension FloatFormat {
  /// IEEE 754 binary64, `double`.
  public static let binary64 = FloatFormat(unchecked: "fp64", precision: 53, exponentBitCount: 11)

  /// IEEE 754 binary32, `float`.
  public static let binary32 = FloatFormat(unchecked: "fp32", precision: 24, exponentBitCount: 8)

  /// NVIDIA's TF32: binary32's range, 11 significant bits, a code of 19 bits.
  public static let tensorFloat32 = FloatFormat(
    unchecked: "tf32", precision: 11, exponentBitCount: 8)

  /// bfloat16: binary32's range, 8 significant bits.
  public static let bfloat16 = FloatFormat(unchecked: "bf16", precision: 8, exponentBitCount: 8)

  /// IEEE 754 binary16, `half`.
  public static let binary16 = FloatFormat(unchecked: "fp16", precision: 11, exponentBitCount: 5)

  /// OCP OFP8 `E5M2`: IEEE-like, the top half of binary16.
  public static let e5m2 = FloatFormat(unchecked: "e5m2", precision: 3, exponentBitCount: 5)

  /// OCP OFP8 `E4M3`: greatest value 448, one NaN a sign, no infinity.
  public static let e4m3fn = FloatFormat(
    unchecked: "e4m3fn", precision: 4, exponentBitCount: 4, specialValues: .nanOnly)

  /// The IEEE-like `E4M3`: greatest value 240, with infinities.
  public static let e4m3 = FloatFormat(unchecked: "e4m3", precision: 4, exponentBitCount: 4)

  /// Graphcore's and AMD's `E4M3`: one NaN, no infinity, no negative zero.
  public static let e4m3fnuz = FloatFormat(
    unchecked: "e4m3fnuz", precision: 4, exponentBitCount: 4, bias: 8,
    specialValues: .nanAtNegativeZero)

  /// Graphcore's and AMD's `E5M2`: one NaN, no infinity, no negative zero.
  public static let e5m2fnuz = FloatFormat(
    unchecked: "e5m2fnuz", precision: 3, exponentBitCount: 5, bias: 16,
    specialValues: .nanAtNegativeZero)

  /// Google's `E4M3` with a bias of 11.
  public static let e4m3b11fnuz = FloatFormat(
    unchecked: "e4m3b11fnuz", precision: 4, exponentBitCount: 4, bias: 11,
    specialValues: .nanAtNegativeZero)

  /// The IEEE-like `E3M4`: greatest value 15.5.
  public static let e3m4 = FloatFormat(unchecked: "e3m4", precision: 5, exponentBitCount: 3)

  /// OCP MX `FP6 E3M2`: every code finite, greatest value 28.
  public static let e3m2fn = FloatFormat(
    unchecked: "e3m2fn", precision: 3, exponentBitCount: 3, specialValues: .none)

  /// OCP MX `FP6 E2M3`: every code finite, greatest value 7.5.
  public static let e2m3fn = FloatFormat(
    unchecked: "e2m3fn", precision: 4, exponentBitCount: 2, specialValues: .none)

  /// OCP MX `FP4 E2M1`: every code finite; 0, 0.5, 1, 1.5, 2, 3, 4, 6.
  public static let e2m1fn = FloatFormat(
    unchecked: "e2m1fn", precision: 2, exponentBitCount: 2, specialValues: .none)

  /// OCP MX `E8M0`, the shared scales of MX blocks: powers of two from 2^-127 to
  /// 2^127 and a NaN; no sign, no zero.
  public static let e8m0fnu = FloatFormat(
    unchecked: "e8m0fnu", precision: 1, exponentBitCount: 8, isSigned: false,
    specialValues: .nanOnly, zeroExponentField: .normals)

  /// Every format with a name, the widest first.
  public static let catalogue: [FloatFormat] = [
    .binary64, .binary32, .tensorFloat32, .bfloat16, .binary16,
    .e5m2, .e4m3fn, .e4m3, .e4m3fnuz, .e5m2fnuz, .e4m3b11fnuz, .e3m4,
    .e3m2fn, .e2m3fn, .e2m1fn, .e8m0fnu,
  ]

  /// Other names that people use, and the catalogue's name for each.
  public static let aliases: [String: String] = [
    "float64": "fp64", "double": "fp64", "binary64": "fp64", "f64": "fp64",
    "float32": "fp32", "float": "fp32", "single": "fp32", "binary32": "fp32", "f32": "fp32",
    "tensorfloat32": "tf32", "bfloat16": "bf16",
    "float16": "fp16", "half": "fp16", "binary16": "fp16", "f16": "fp16",
    "float8_e5m2": "e5m2", "float8_e4m3fn": "e4m3fn", "float8_e4m3": "e4m3",
    "float8_e4m3fnuz": "e4m3fnuz", "float8_e5m2fnuz": "e5m2fnuz",
    "float8_e4m3b11fnuz": "e4m3b11fnuz", "float8_e3m4": "e3m4", "float6_e3m2fn": "e3m2fn",
    "float6_e2m3fn": "e2m3fn", "float4_e2m1fn": "e2m1fn", "float8_e8m0fnu": "e8m0fnu",
  ]
}
