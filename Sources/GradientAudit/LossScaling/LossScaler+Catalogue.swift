/// The catalogue: a new scaler is one entry in one of the lists.
///
/// Sources name the file and the commit that the rule was read at; defaults differ
/// between releases of the same framework.
extension LossScaler {
  /// Every scaler.
  public static let catalogue = general + torchFamily + largeModels + sequences + others

  private static let skips = "skips for ever"

  /// Scalers of no framework.
  private static let general = [
    LossScaler(
      "static", "one scale for ever; steps that overflow are skipped",
      source: "Megatron-LM's ConstantGradScaler, megatron/core/optimizer/grad_scaler.py @d98e8a64",
      .fixed, storage: .fp64, ending: skips, [.initialScale: .number(0x1p16)]),
    LossScaler(
      "custom", "everything can be set",
      source: "PyTorch's rule with floor, cap and hysteresis",
      .counting(CountingRule(beyond: .held)), storage: .fp32FromFP64,
      ending: "stays at its floor, or comes down to 0",
      parameters(
        0x1p16, 2000,
        [
          .minScale: .none, .maxScale: .none, .hysteresis: .count(1),
          .consecutiveHysteresis: .flag(false), .raiseAtMin: .flag(false),
          .scaleStorage: .storage(.fp32FromFP64),
        ])),
  ]

  /// The parameters of a scaler that grows and backs off.
  static func parameters(
    _ initialScale: Double, _ interval: Int,
    _ others: [ScalerParameter: ScalerValue] = [:]
  ) -> [ScalerParameter: ScalerValue] {
    [
      .initialScale: .number(initialScale), .growthInterval: .count(interval),
      .growthFactor: .number(2), .backoffFactor: .number(0.5),
    ].merging(others) { $1 }
  }

  /// PyTorch and apex.
  private static let torchFamily = [
    LossScaler(
      "torch", "PyTorch's GradScaler",
      source: "torch/amp/grad_scaler.py @0202916b, AmpKernels.cu; the finite cap is of PR#98876",
      .counting(CountingRule(beyond: .held)), storage: .fp32FromFP64,
      ending: "comes down to 0 after 166 halvings from 2^16, without a word",
      parameters(0x1p16, 2000)),
    LossScaler(
      "torch_fsdp", "PyTorch's ShardedGradScaler on a CPU",
      source: "torch/distributed/fsdp/sharded_grad_scaler.py @005dc9fc",
      .counting(CountingRule()), storage: .fp32FromFP64,
      ending: "comes down to 0, or grows to infinity and then skips for ever",
      parameters(0x1p16, 2000)),
    LossScaler(
      "apex_amp", "NVIDIA apex amp",
      source: "apex/amp/scaler.py, parent of cb65b8ed",
      .counting(CountingRule(capsStart: true)), storage: .fp64, hasOneFactor: true,
      ending: "comes down to 0 after 1,091 halvings from 2^16, where 1/scale raises",
      parameters(0x1p16, 2000, [.minScale: .none, .maxScale: .number(0x1p24)])),
    LossScaler(
      "apex_legacy", "apex fp16_utils, old Megatron, mmdetection",
      source: "apex/fp16_utils/loss_scaler.py, DynamicLossScaler",
      .counting(CountingRule(floor: 1)), storage: .fp64, hasOneFactor: true,
      ending: "stays at 1 and skips for ever", parameters(0x1p32, 1000)),
    LossScaler(
      "apex_hysteresis_kernel", "apex's kernel with hysteresis",
      source: "csrc/update_scale_hysteresis.cu, PR#1733",
      .counting(CountingRule(beyond: .held, refill: .cleanStep)), storage: .fp32FromFP64,
      ending: "comes down to 0, without a word",
      parameters(0x1p16, 2000, [.hysteresis: .count(1)])),
  ]

  /// DeepSpeed, Megatron, ColossalAI.
  private static let largeModels = [
    LossScaler(
      "deepspeed_zero", "DeepSpeed's ZeRO optimizers",
      source: "deepspeed/runtime/fp16/loss_scaler.py @edaa7221, DynamicLossScaler",
      .counting(CountingRule(growth: .lateAtFirst)), storage: .fp64, hasOneFactor: true,
      ending: "raises: Current loss scale already at minimum",
      parameters(
        0x1p16, 1000,
        [
          .hysteresis: .count(2), .consecutiveHysteresis: .flag(false), .minScale: .number(1),
          .raiseAtMin: .flag(true),
        ])),
    LossScaler(
      "deepspeed_fused", "DeepSpeed's FP16_Optimizer",
      source: "deepspeed/runtime/fp16/fused_optimizer.py @edaa7221",
      .counting(CountingRule(growth: .lateAtFirst)), storage: .fp64, checked: .norm,
      hasOneFactor: true, ending: "stays at its floor and skips for ever",
      parameters(0x1p32, 1000, [.minScale: .number(1)])),
    LossScaler(
      "deepspeed_unfused", "DeepSpeed's FP16_UnfusedOptimizer",
      source: "deepspeed/runtime/fp16/unfused_optimizer.py @edaa7221",
      .counting(CountingRule(growth: .lateAtFirst)), storage: .fp64, checked: .norm,
      hasOneFactor: true, ending: "stays at its floor and skips for ever",
      parameters(0x1p16, 1000, [.minScale: .number(0.25)])),
    LossScaler(
      "megatron", "Megatron-LM's DynamicGradScaler",
      source: "megatron/core/optimizer/grad_scaler.py @d98e8a64",
      .counting(CountingRule()), storage: .fp32,
      ending: "stays at its floor and skips for ever; upwards it becomes infinite",
      parameters(0x1p32, 1000, [.hysteresis: .count(2), .minScale: .number(1)])),
    LossScaler(
      "colossalai", "ColossalAI's DynamicGradScaler",
      source: "colossalai/amp/naive_amp/grad_scaler/dynamic_grad_scaler.py @4f9953be",
      .counting(CountingRule()), storage: .fp32, ending: "comes down to 0, without a word",
      parameters(
        0x1p16, 1000, [.hysteresis: .count(2), .minScale: .none, .maxScale: .none])),
  ]

  /// fairseq and what was made from it, and OpenSeq2Seq.
  private static let sequences = [
    LossScaler(
      "fairseq", "fairseq's DynamicLossScaler",
      source: "fairseq/optim/dynamic_loss_scaler.py @3d262bb2",
      .tolerance(.raisingAtFloor), storage: .fp64, checked: .norm, hasOneFactor: true,
      ending: "raises: Minimum loss scale reached",
      parameters(
        0x1p15, 2000, [.tolerance: .number(0), .threshold: .none, .minScale: .number(1e-4)])),
    LossScaler(
      "metaseq", "metaseq, with which OPT was trained",
      source: "metaseq/optim/dynamic_loss_scaler.py @0ba5657a",
      .tolerance(.followingWindow), storage: .fp64, checked: .norm, hasOneFactor: true,
      ending: "stays at its floor and skips for ever",
      parameters(
        4, 256, [.tolerance: .number(0), .threshold: .none, .minScale: .number(0x1p-5)])),
    LossScaler(
      "openseq2seq_backoff", "OpenSeq2Seq's BackoffScaler",
      source: "open_seq2seq/optimizers/automatic_loss_scaler.py @8681d381",
      .counting(CountingRule(capsBackoff: true)), storage: .fp32,
      checked: .unscaled, hasOneFactor: true, ending: "stays at its floor and skips for ever",
      parameters(0x1p14, 2000, [.minScale: .number(1), .maxScale: .number(0x1p14)])),
    LossScaler(
      "openseq2seq_logmax", "OpenSeq2Seq's LogMaxScaler",
      source: "open_seq2seq/optimizers/automatic_loss_scaler.py @8681d381",
      .logMax, storage: .fp32, checked: .magnitudes,
      ending: "stays at its floor: an overflow counts as a magnitude of 2^65536",
      [
        .initialScale: .number(1), .minScale: .number(1), .maxScale: .number(0x1p14),
        .logMax: .number(16), .beta1: .number(0.99), .beta2: .number(0.999),
        .overflowStdDev: .number(3.09),
      ]),
  ]

  /// TensorFlow, JAX, Paddle, MindSpore, MXNet, Chainer.
  private static let others = [
    LossScaler(
      "tf_keras", "tf.keras's LossScaleOptimizer",
      source: "tf_keras/mixed_precision/loss_scale_optimizer.py @6add81a9",
      .counting(CountingRule(beyond: .held, floor: 1)), storage: .fp32, checked: .unscaled,
      hasOneFactor: true, ending: "stays at 1 and skips for ever", parameters(0x1p15, 2000)),
    LossScaler(
      "keras3", "Keras 3's LossScaleOptimizer",
      source: "keras/src/optimizers/loss_scale_optimizer.py @3422977a",
      .counting(CountingRule()), storage: .fp32, hasOneFactor: true,
      ending: "comes down to 0, or grows to infinity and then skips for ever",
      parameters(0x1p15, 2000)),
    LossScaler(
      "flax", "Flax's DynamicScale",
      source: "flax/training/dynamic_scale.py @18f8f311",
      .counting(CountingRule(growth: .alwaysLate, beyond: .greatest)), storage: .fp32,
      checked: .unscaled, ending: "stays at its floor and skips for ever",
      parameters(0x1p16, 2000, [.minScale: .number(0x1p-126)])),
    LossScaler(
      "jmp", "DeepMind's jmp, DynamicLossScale", source: "jmp/_src/loss_scale.py @9c1cdbb",
      .counting(CountingRule(beyond: .held)), storage: .fp32, checked: .unscaled,
      hasOneFactor: true, ending: "stays at its floor and skips for ever",
      parameters(0x1p15, 2000, [.minScale: .number(1)])),
    LossScaler(
      "paddle_dygraph", "PaddlePaddle's GradScaler", source: "python/paddle/amp @00816fcb",
      .counting(CountingRule(refill: [.cleanStep, .backoff])), storage: .fp32,
      ending: "comes down to 0, or grows to infinity and then skips for ever",
      parameters(0x1p16, 2000, [.decreaseEvery: .count(1)])),
    LossScaler(
      "paddle_op", "PaddlePaddle's static operator update_loss_scaling",
      source: "phi/kernels/impl/amp_kernel_impl.h @00816fcb",
      .counting(CountingRule(beyond: .held, refill: [.cleanStep, .backoff], floor: 1)),
      storage: .fp32, ending: "stays at 1; gradients are zeroed for ever",
      parameters(0x1p16, 2000, [.decreaseEvery: .count(1)])),
    LossScaler(
      "mindspore_manager", "MindSpore's DynamicLossScaleManager",
      source: "mindspore/python/mindspore/amp @01a30221",
      .counting(CountingRule(floor: 1, greatestRun: 1000)), storage: .fp32, hasOneFactor: true,
      ending: "raises after 1,000 overflows in a row", parameters(0x1p24, 2000)),
    LossScaler(
      "mindspore_cell", "MindSpore's DynamicLossScaleUpdateCell",
      source: "mindspore/python/mindspore/nn/wrap/loss_scale.py @01a30221",
      .counting(CountingRule(floor: 1)), storage: .fp32, checked: .unscaled, hasOneFactor: true,
      ending: "stays at 1 and skips for ever", parameters(0x1p24, 2000)),
    LossScaler(
      "mxnet", "MXNet's LossScaler; a change is used one step late",
      source: "python/mxnet/amp/loss_scaler.py @22d69ef3",
      .counting(CountingRule()), storage: .fp64, lag: 2, hasOneFactor: true,
      ending: "comes down to 0", parameters(0x1p16, 2000, [.maxScale: .number(0x1p24)])),
    LossScaler(
      "adaloss", "AdaLoss: each tensor has a scale of its own, from its last values",
      source: "Zhao et al. 2019, AdaLoss: computation-efficient and adaptive loss scaling",
      .perTensor, storage: .fp64, checked: .magnitudes,
      ending: "follows the gradients; cannot collapse",
      [.leastMagnitude: .number(6e-8), .greatestMagnitude: .number(65504)]),
  ]
}
