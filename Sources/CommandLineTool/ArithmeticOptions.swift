internal import ArgumentParser
internal import GradientAudit

/// How values are scaled.
struct ArithmeticOptions: ParsableArguments {
  @Option(
    help:
      "How a value is scaled: exact (rounded once) or fp32 (as grad.float() * scale). (default: exact)",
    completion: .list(ScaleArithmetic.allCases.map(\.rawValue)),
    transform: ArithmeticOptions.parse)
  var scaleArithmetic = ScaleArithmetic.exact

  /// An arithmetic as it is written on a command line; nothing for the default.
  static func words(_ arithmetic: ScaleArithmetic) -> [String] {
    arithmetic == .exact ? [] : ["--scale-arithmetic", arithmetic.rawValue]
  }

  private static func parse(_ text: String) throws -> ScaleArithmetic {
    guard let arithmetic = ScaleArithmetic(rawValue: text) else {
      throw ValidationError("`\(text)` is no scale arithmetic; write exact or fp32")
    }
    return arithmetic
  }
}
