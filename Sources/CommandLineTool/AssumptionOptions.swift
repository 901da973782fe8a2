internal import ArgumentParser
internal import TensorFiles

/// How to read what has lost its type.
struct AssumptionOptions: ParsableArguments {
  @Option(
    name: .customLong("assume-dtype"),
    help: ArgumentHelp(
      "Read elements without a type (NumPy's V2, as which ml_dtypes' bfloat16 is saved) as this "
        + "one where they are as wide: bf16, fp16, fp32, fp64.", valueName: "type"),
    completion: .list(AssumptionOptions.types.map(\.name)),
    transform: { try AssumptionOptions.type(named: $0) })
  var type: ElementType?

  /// The words that say the same again.
  var words: [String] { type.map { ["--assume-dtype", $0.name] } ?? [] }

  private static let types: [ElementType] = [.bfloat16, .float16, .float32, .float64]

  private static func type(named name: String) throws -> ElementType {
    if let type = types.first(where: { $0.name == name.lowercased() }) { return type }
    throw ValidationError(
      "`\(name.escapedForDisplay)` is no type; write \(types.map(\.name).joined(separator: ", "))")
  }
}
