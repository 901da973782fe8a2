internal import GradientAudit
internal import TensorFiles

/// What went wrong, on standard error, a line each.
enum Diagnostics {
  /// Reports what could not be read, and what looks wrong.
  static func report(problems: [TensorFileError], warnings: [TensorFileError]) throws {
    for warning in warnings { try Output.error.write("fpaudit: warning: \(warning)\n") }
    for problem in problems { try Output.error.write("fpaudit: \(problem)\n") }
  }

  /// Reports that everything could be read and nothing was there to audit.
  static func reportNothingAudited(_ audit: Audit, _ input: InputOptions) throws {
    let names = input.paths.map(\.escapedForDisplay).joined(separator: ", ")
    let count = audit.unaudited.count
    let tensors = count == 1 ? "its one tensor has" : "its \(count) tensors have"
    let reason =
      count == 0 ? "there is no tensor in it" : "\(tensors) no floating-point type that is audited"
    try Output.error.write(
      "fpaudit: \(names): nothing was audited: \(reason); record gradients in fp16, bf16, fp32 or "
        + "fp64\n")
  }
}
