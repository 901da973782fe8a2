/// The catalogue: a new stack is one entry in one of the lists.
extension Preset {
  /// Every preset.
  public static let catalogue = standards + frameworks + hardware

  /// Other names, and the catalogue's name for each.
  public static let aliases: [String: String] = [
    "pytorch": "torch", "pytorch-2.12": "torch-2.12", "jax": "ml_dtypes", "mldtypes": "ml_dtypes",
    "cuda": "cuda-satfinite", "onnx-saturate": "onnx", "avx512bf16": "avx512_bf16",
  ]

  /// What the standards say.
  static let standards = [
    Preset(
      "ofp8-sat", "OCP OFP8, saturating mode",
      source: "OFP8 rev 1.0, SAT", [PresetRule(ofp8, overflow: .saturateAll)]),
    Preset(
      "ofp8-nonsat", "OCP OFP8, non-saturating mode",
      source: "OFP8 rev 1.0, NONSAT", [PresetRule(ofp8)]),
    Preset(
      "p3109-satfinite", "IEEE P3109: all values become the nearer end of the range",
      source: "P3109 Interim Report v4.0, SatFinite", [PresetRule(.p3109, overflow: .saturateAll)]),
    Preset(
      "p3109-satpropagate", "IEEE P3109: finite values saturate, infinities stay",
      source: "P3109 Interim Report v4.0, SatPropagate",
      [PresetRule(.p3109, overflow: .saturateFinite)]),
    Preset(
      "p3109-satnone", "IEEE P3109: infinity where the format has one",
      source: "P3109 Interim Report v4.0, SatNone (OvfInf in v3)", [PresetRule(.p3109)]),
    Preset(
      "e8m0-even", "E8M0, a tie goes to the even code",
      source: "P3109's rule for precision 1, as gfloat 0.5.2 has it [second-hand]",
      [PresetRule(e8m0)]),
    Preset(
      "e8m0-away", "E8M0, a tie goes up; negative values and zero become NaN",
      source: "torch, ml_dtypes and ONNX, but for their subnormal operands",
      [PresetRule(e8m0, direction: .tiesToAway)]),
    Preset(
      "e8m0-up", "E8M0, everything between two powers goes up (RCEIL scales)",
      source: "torchao 36027d8 [second-hand]", [PresetRule(e8m0, direction: .awayFromZero)]),
  ]

  /// What libraries do.
  ///
  /// Measured ones say which version; all were measured on x86-64 with AVX2.
  static let frameworks = [
    Preset(
      "torch", "PyTorch from 2.13 on a CPU; e4m3fn saturates, infinities too",
      source: "measured: PyTorch 2.15.0, vectorised casts",
      [PresetRule(e4m3fn, overflow: .saturateAll, by: .binary32)] + torch),
    Preset(
      "torch-2.12", "PyTorch up to 2.12 on a CPU; e4m3fn overflows to NaN",
      source: "measured: PyTorch 2.12.1, vectorised casts",
      [PresetRule(e4m3fn, by: .binary32)] + torch),
    Preset(
      "torch-bf16", "PyTorch's scalar bf16: every NaN becomes 0x7FC0",
      source: "c10 round_to_nearest_even [second-hand]",
      [PresetRule(bf16, nan: .canonical, by: .binary32)]),
    Preset(
      "ml_dtypes", "ml_dtypes and JAX on a CPU; fp64 goes by way of fp32",
      source: "measured: ml_dtypes 0.6.0",
      [
        PresetRule(e8m0, direction: .tiesToAway, operand: .carryingSubnormal, by: .binary32),
        PresetRule(.named(mlDtypes), nan: .canonicalWithSign, by: .binary32),
      ]),
    Preset(
      "numpy", "NumPy's float16; a signaling NaN stays one",
      source: "measured: NumPy 2.4.6, its wheel for x86-64",
      [PresetRule(fp16, nan: .signaling)]),
    Preset(
      "onnx", "ONNX Cast, saturate=1; infinities of FNUZ formats become NaN",
      source: "the operator's table at onnx f754691 [second-hand]",
      [
        PresetRule(ofp8, overflow: .saturateAll, nan: .canonicalWithSign, by: .binary32),
        PresetRule(fnuz, overflow: .saturateFinite, by: .binary32),
      ]),
    Preset(
      "onnx-nosaturate", "ONNX Cast, saturate=0",
      source: "measured: ONNX 1.23.2, reference evaluator",
      [
        PresetRule(ofp8, nan: .canonicalWithSign, by: .binary32),
        PresetRule(fnuz, by: .binary32),
      ]),
    Preset(
      "onnx-reference", "ONNX Cast, saturate=1, as the reference evaluator has it",
      source: "measured: ONNX 1.23.2, reference evaluator",
      [
        PresetRule(ofp8, overflow: .saturateAll, nan: .canonicalWithSign, by: .binary32),
        PresetRule(fnuz, overflow: .saturateAll, by: .binary32),
      ]),
  ]

  /// The rules of PyTorch that no release has changed.
  private static let torch = [
    PresetRule(.named(["e5m2"]), nan: .onesWithSign, by: .binary32),
    PresetRule(.named(["e4m3fnuz", "e5m2fnuz"]), by: .binary32),
    PresetRule(e8m0, direction: .tiesToAway, operand: .carryingMagnitude, by: .binary32),
    PresetRule(bf16, nan: .ones, by: .binary32),
    PresetRule(fp16, by: .binary32),
  ]
}

extension Preset {
  static let ofp8 = PresetRule.Formats.named(["e4m3fn", "e5m2"])
  static let fnuz = PresetRule.Formats.named(["e4m3fnuz", "e5m2fnuz"])
  static let e4m3fn = PresetRule.Formats.named(["e4m3fn"])
  static let e8m0 = PresetRule.Formats.named(["e8m0fnu"])
  static let bf16 = PresetRule.Formats.named(["bf16"])
  static let fp16 = PresetRule.Formats.named(["fp16"])
  static let tf32 = PresetRule.Formats.named(["tf32"])
  private static let mlDtypes = [
    "bf16", "e5m2", "e4m3fn", "e4m3", "e4m3fnuz", "e5m2fnuz", "e4m3b11fnuz", "e3m4", "e3m2fn",
    "e2m3fn", "e2m1fn",
  ]
}
