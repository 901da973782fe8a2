extension LossScaler {
  /// Another name of a scaler, with parameters of its own.
  private struct Alias {
    let name: String
    let settings: [(String, String)]

    init(_ name: String, _ settings: (String, String)...) {
      self.name = name
      self.settings = settings
    }
  }

  /// The scaler of a name or alias, in any case of letters.
  ///
  /// An alias that has parameters of its own, such as `deepspeed_zero_h1`, stays the name.
  ///
  /// - Throws: ``ScalerError`` with a suggestion.
  public init(named text: String) throws(ScalerError) {
    let name = text.lowercased().replacing("-", with: "_")
    let alias = LossScaler.aliasList[name]
    guard let scaler = LossScaler.catalogue.first(where: { $0.name == alias?.name ?? name })
    else { throw .unknownScaler(text) }
    self = scaler
    for (parameter, value) in alias?.settings ?? [] { try set(parameter, to: value) }
    if alias?.settings.isEmpty == false { self.name = name }
  }

  /// Other names, and the catalogue's name for each.
  public static var aliases: [String: String] { aliasList.mapValues(\.name) }

  /// The names that a scaler can be asked for by.
  static var names: [String] { catalogue.map(\.name) + aliasList.keys.sorted() }

  private static let aliasList: [String: Alias] = [
    "pytorch": Alias("torch"), "gradscaler": Alias("torch"), "accelerate": Alias("torch"),
    "lightning": Alias("torch"), "composer": Alias("torch"), "constant": Alias("static"),
    "fsdp": Alias("torch_fsdp"), "sharded": Alias("torch_fsdp"), "apex": Alias("apex_amp"),
    "apex_hysteresis": Alias("apex_hysteresis_kernel"), "mmdetection": Alias("apex_legacy"),
    "deepspeed": Alias("deepspeed_zero"), "zero": Alias("deepspeed_zero"),
    "megatron_lm": Alias("megatron"), "colossal": Alias("colossalai"),
    "opt": Alias("metaseq"), "openseq2seq": Alias("openseq2seq_backoff"),
    "logmax": Alias("openseq2seq_logmax"), "tensorflow": Alias("tf_keras"),
    "keras": Alias("keras3"), "paddle": Alias("paddle_dygraph"),
    "paddlepaddle": Alias("paddle_dygraph"), "mindspore": Alias("mindspore_manager"),
    "deepspeed_zero_h1": Alias("deepspeed_zero", ("hysteresis", "1")),
    "deepspeed_zero_h2": Alias("deepspeed_zero", ("hysteresis", "2")),
    "deepspeed_zero_h2_consec": Alias(
      "deepspeed_zero", ("hysteresis", "2"), ("consecutive_hysteresis", "true")),
    "megatron_h2": Alias("megatron", ("hysteresis", "2")),
    "colossalai_h2": Alias("colossalai", ("hysteresis", "2")),
    "apex_hysteresis_kernel_h2": Alias("apex_hysteresis_kernel", ("hysteresis", "2")),
    "paddle_op_d2": Alias("paddle_op", ("decrease_every", "2")),
    "paddle_ampscaler": Alias(
      "paddle_dygraph", ("initial_scale", "32768"), ("growth_interval", "1000")),
    "mxnet_next": Alias("mxnet"), "mindspore_mgr": Alias("mindspore_manager"),
  ]
}
