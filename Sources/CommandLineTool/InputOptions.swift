internal import ArgumentParser

/// What to read.
struct InputOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Tensor files, or directories of them.",
      discussion: "Steps come from the paths (step_000100/, grads-100.npy), 0 without one."),
    completion: .file())
  var paths: [String]
}
