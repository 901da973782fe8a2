internal import ArgumentParser
internal import GradientAudit
internal import TensorFiles

/// What to read.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Tensor files (.npy, .npz, .safetensors, .pt), or directories of them; - is standard input.",
      discussion: "Steps come from the paths (step_000100/, grads-100.npy), 0 without one."),
    completion: .file())
  var paths: [String]

  @OptionGroup var assumption: AssumptionOptions

  /// The files at and below the paths.
  var recording: Recording { Recording(paths: paths, assuming: assumption.type) }
}
