internal import FloatEmulation

/// The catalogue: a new recipe is one entry.
///
/// Bytes a parameter are those of the sources; how often an array crosses memory follows
/// from what reads and writes it: the forward pass reads the weights, the backward pass
/// reads them and writes gradients, the optimizer reads gradients, reads and writes what
/// it updates and remembers, and writes the copy that the passes read. A loss scaler reads
/// all gradients once more before the first update, since one value that overflows undoes
/// the step.
extension MemoryRecipe {
  /// Every recipe; the first is what others are compared with.
  public static let catalogue = [
    MemoryRecipe(
      "fp32", "all in FP32",
      source: "4 bytes a number; Megatron Core's table of its distributed optimizer has 16 with "
        + "Adam for fp32 parameters and gradients",
      [
        ParameterArray(.weights, .binary32, reads: 3, writes: 1),
        ParameterArray(.gradients, .binary32, reads: 1, writes: 1),
      ], moments: moments(.binary32)),
    MemoryRecipe(
      "fp16_master", "AMP: FP16 weights and gradients, FP32 master, loss scaling",
      source: "Rajbhandari et al. 2019, ZeRO, section 3.1: 2 + 2 + 12 = 16 bytes with Adam; "
        + "Micikevicius et al. 2017",
      [
        ParameterArray(.weights, .binary16, reads: 2, writes: 1),
        ParameterArray(.master, .binary32, reads: 1, writes: 1),
        ParameterArray(.gradients, .binary16, reads: 2, writes: 1),
      ], moments: moments(.binary32)),
    MemoryRecipe(
      "fp16_autocast", "PyTorch's autocast: FP32 weights cast to FP16, FP32 gradients",
      source: "Hugging Face Transformers, GPU memory usage: 6 + 4 + 8 = 18 bytes with Adam; the "
        + "cast is torch.autocast's cache of weights",
      [
        ParameterArray(.master, .binary32, reads: 2, writes: 1),
        ParameterArray(.weights, .binary16, reads: 2, writes: 1),
        ParameterArray(.gradients, .binary16, reads: 1, writes: 1, isKept: false),
        ParameterArray(.gradients, .binary32, reads: 2, writes: 1),
      ], moments: moments(.binary32)),
    MemoryRecipe(
      "bf16_master", "BF16 weights and gradients, FP32 master",
      source: "as ZeRO's 16 bytes with Adam, without a loss scaler",
      [
        ParameterArray(.weights, .bfloat16, reads: 2, writes: 1),
        ParameterArray(.master, .binary32, reads: 1, writes: 1),
        ParameterArray(.gradients, .bfloat16, reads: 1, writes: 1),
      ], moments: moments(.binary32)),
    MemoryRecipe(
      "bf16_fp32_gradients", "BF16 weights, gradients summed in FP32, FP32 master",
      source: "Megatron Core, distributed optimizer: 18 bytes with Adam for 16-bit parameters "
        + "and fp32 gradients",
      [
        ParameterArray(.weights, .bfloat16, reads: 2, writes: 1),
        ParameterArray(.master, .binary32, reads: 1, writes: 1),
        ParameterArray(.gradients, .bfloat16, reads: 1, writes: 1, isKept: false),
        ParameterArray(.gradients, .binary32, reads: 1, writes: 1),
      ], moments: moments(.binary32)),
    MemoryRecipe(
      "bf16_kahan", "all in BF16, updates by Kahan's sum",
      source: "Zamirai et al. 2020, Revisiting BFloat16 Training: one more 16-bit number a weight",
      [
        ParameterArray(.weights, .bfloat16, reads: 3, writes: 1),
        ParameterArray(.compensation, .bfloat16, reads: 1, writes: 1),
        ParameterArray(.gradients, .bfloat16, reads: 1, writes: 1),
      ], moments: moments(.bfloat16)),
    MemoryRecipe(
      "bf16_stochastic", "all in BF16, updates rounded stochastically",
      source: "Zamirai et al. 2020, Revisiting BFloat16 Training: nothing but 16-bit numbers",
      [
        ParameterArray(.weights, .bfloat16, reads: 3, writes: 1),
        ParameterArray(.gradients, .bfloat16, reads: 1, writes: 1),
      ], moments: moments(.bfloat16)),
    MemoryRecipe(
      "gradients8", "BF16 weights, gradients of 8 bits with a scale a tensor, FP32 master",
      source: "Peng et al. 2023, FP8-LM, section 2.1 for gradients; the rest as bf16_master",
      [
        ParameterArray(.weights, .bfloat16, reads: 2, writes: 1),
        ParameterArray(.master, .binary32, reads: 1, writes: 1),
        ParameterArray(.gradients, .e5m2, reads: 1, writes: 1, bytesPerTensor: scale),
      ], moments: moments(.binary32)),
    MemoryRecipe(
      "fp8_lm", "FP8-LM: FP16 weights cast to FP8, FP8 gradients, FP8 and FP16 moments",
      source: "Peng et al. 2023, FP8-LM, section 2.2: 2 + 1 + 1 + 2 = 6 bytes with Adam",
      [
        ParameterArray(.master, .binary16, reads: 2, writes: 1, bytesPerTensor: scale),
        ParameterArray(.weights, .e4m3fn, reads: 2, writes: 1, isKept: false),
        ParameterArray(.gradients, .e4m3fn, reads: 1, writes: 1, bytesPerTensor: scale),
      ],
      moments: [
        ParameterArray(.state, .e4m3fn, reads: 1, writes: 1, bytesPerTensor: scale),
        ParameterArray(.state, .binary16, reads: 1, writes: 1, bytesPerTensor: scale),
      ]),
  ]

  /// The bytes of a tensor's scale, an FP32 number.
  private static let scale = 4

  /// Two moments in a format, each read and written once a step.
  private static func moments(_ format: FloatFormat) -> [ParameterArray] {
    [ParameterArray](
      repeating: ParameterArray(.state, format, reads: 1, writes: 1), count: 2)
  }
}
