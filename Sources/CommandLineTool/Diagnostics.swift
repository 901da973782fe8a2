internal import GradientAudit
internal import TensorFiles

/// What went wrong, on standard error, a line each.
enum Diagnostics {
  /// Reports what could not be read, and what looks wrong.
  static func report(problems: [TensorFileError], warnings: [TensorFileError]) throws {
    try Output.whileRead {
      for warning in warnings { try Output.error.write("fpaudit: warning: \(warning)\n") }
      for problem in problems { try Output.error.write("fpaudit: \(problem)\n") }
    }
  }

  /// Reports that everything could be read and nothing was there to audit or to
  /// compare.
  ///
  /// - Parameters:
  ///   - verb: What was not done.
  ///   - unaudited: The tensors of other types.
  static func reportNothing(
    _ verb: String, _ unaudited: [UnauditedTensor], _ input: InputOptions
  ) throws {
    try reportNothing(verb, unaudited, input.paths)
  }

  /// The same of some paths.
  static func reportNothing(
    _ verb: String, _ unaudited: [UnauditedTensor], _ paths: [String]
  ) throws {
    let names = paths.map { StandardInput.displayed($0).escapedForDisplay }
      .joined(separator: ", ")
    let count = unaudited.count
    let tensors = count == 1 ? "its one tensor has" : "its \(count) tensors have"
    let reason =
      count == 0 ? "there is no tensor in it" : "\(tensors) no floating-point type that is \(verb)"
    let remedy = assumption(unaudited) ?? "record gradients in fp16, bf16, fp32 or fp64"
    try Output.whileRead {
      try Output.error.write(
        "fpaudit: \(names): nothing was \(verb): \(reason); \(remedy)\n")
    }
  }

  /// What to assume of types that are none; nil if there are none such.
  private static func assumption(_ tensors: [UnauditedTensor]) -> String? {
    let types = Set(tensors.map(\.elementType).filter(\.isVoid))
    guard let first = types.min(by: { $0.name < $1.name }) else { return nil }
    let names = types.map(\.name).sorted().joined(separator: ", ")
    let (word, meaning) = first.bitWidth == 8 ? ("e4m3fn", "float8_e4m3fn") : ("bf16", "bfloat16")
    return "say with --assume-dtype \(word) that \(names) is \(meaning), or what else it is"
  }
}
