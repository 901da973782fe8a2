internal import ArgumentParser
internal import GradientAudit
internal import TensorFiles

/// What to read.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Tensor files (.npy, .npz, .safetensors, .pt, .pkl), or directories of them; - is standard "
        + "input.",
      discussion: "Steps come from the paths (step_000100/, grads-100.npy), 0 without one; ranks "
        + "too (rank_3/), and stand before names: rank3/fc.weight."),
    completion: .file())
  var paths: [String]

  @OptionGroup var reading: ReadingOptions

  /// The files at and below the paths.
  ///
  /// - Parameter ofAllTypes: Whether tensors that are not rounded are meant, too.
  /// - Throws: `TensorChoiceError` if a pattern of `--tensors` matches nothing.
  func recording(ofAllTypes: Bool = false) throws -> Recording {
    try reading.checkTensors(of: [paths], ofAllTypes: ofAllTypes)
    return Recording(paths: paths, options: reading.options)
  }
}
