extension Preset {
  /// What processors and accelerators do.
  static let hardware = [
    Preset(
      "cuda-satfinite", "CUDA's fp8, fp6 and fp4 constructors (__NV_SATFINITE)",
      source: "CUDA's headers [second-hand]; NaN of fp6 and fp4 [unverified]",
      [
        PresetRule(
          .named(["e4m3fn", "e5m2", "e3m2fn", "e2m3fn", "e2m1fn"]), overflow: .saturateAll,
          nan: .canonical)
      ]),
    Preset(
      "avx512_bf16", "Intel VCVTNEPS2BF16: subnormals are zero, before and after",
      source: "a few values measured elsewhere [second-hand]; MXCSR is ignored",
      [PresetRule(bf16, flushing: [.operands, .results], by: .binary32)]),
    f16c("f16c", "VCVTPS2PH, ties to even", .tiesToEven),
    f16c("f16c-rtz", "VCVTPS2PH, toward zero", .towardZero),
    f16c("f16c-rtp", "VCVTPS2PH, toward positive", .towardPositive),
    f16c("f16c-rtn", "VCVTPS2PH, toward negative", .towardNegative),
    Preset(
      "amd-fp16-ovfl-1", "AMD CDNA and RDNA with FP16_OVFL = 1: saturating fp8",
      source: "AMD's manuals [second-hand]; fnuz formats as ofp8's table [unverified]",
      [PresetRule(amd, overflow: .saturateAll)]),
    Preset(
      "amd-fp16-ovfl-0", "AMD CDNA and RDNA with FP16_OVFL = 0: fp8 as the standard says",
      source: "AMD's manuals [second-hand]", [PresetRule(amd)]),
    Preset(
      "tf32-rna", "NVIDIA cvt.rna.tf32: a tie goes away from zero",
      source: "PTX [second-hand]; NaN [unverified]", [PresetRule(tf32, direction: .tiesToAway)]),
    Preset(
      "tf32-rn", "NVIDIA cvt.rn.tf32, from sm_90: ties to even",
      source: "LLVM's NVPTX back end [second-hand]; NaN [unverified]", [PresetRule(tf32)]),
    Preset(
      "tf32-rz", "NVIDIA cvt.rz.tf32, from sm_90: toward zero",
      source: "LLVM's NVPTX back end [second-hand]; NaN [unverified]",
      [PresetRule(tf32, direction: .towardZero)]),
  ]

  private static let amd = PresetRule.Formats.named(["e4m3fn", "e5m2", "e4m3fnuz", "e5m2fnuz"])

  private static func f16c(
    _ name: String, _ meaning: String, _ direction: RoundingDirection
  ) -> Preset {
    Preset(
      name, "F16C \(meaning)", source: "measured: an AVX2 x86-64 processor",
      [PresetRule(fp16, direction: direction, by: .binary32)])
  }
}
