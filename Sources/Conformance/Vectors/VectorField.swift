/// The fields of one vector, in the order of the columns.
public enum VectorField: String, Hashable, Sendable, CaseIterable {
  /// How many vectors follow; 0 in the last, so that a cut file is noticed.
  case remaining
  /// Why the operand is there; a name of `VectorKind`.
  case kind
  /// The operand's format.
  case source
  /// The operand's code, in hexadecimal.
  case bits
  /// The operand's value, a decimal.
  case value
  /// The target format.
  case format
  /// The rounding direction.
  case direction
  /// The overflow rule.
  case overflow
  /// Which subnormals are taken for zero: `none`, `operands`, `results` or both,
  /// joined by `+`.
  case flushing
  /// The rule for NaNs.
  case nan
  /// When a result counts as tiny: `before` or `after` rounding.
  case tininess
  /// 32 random bits in hexadecimal; empty unless the direction is stochastic.
  case random
  /// The code that is expected, in hexadecimal.
  case code
  /// The expected code's value, a decimal.
  case result
  /// The flags that are expected, joined by `+`; empty if there are none.
  case flags

  /// What the field says, for the help of the command line.
  public var meaning: String {
    switch self {
    case .remaining: "vectors that follow; 0 in the last one"
    case .kind: VectorKind.allCases.map(\.rawValue).joined(separator: ", ")
    case .source: "format of the operand"
    case .bits: "operand, in hexadecimal"
    case .value: "operand, as the shortest decimal for binary64; inf, nan"
    case .format: "target format"
    case .direction: "rounding direction"
    case .overflow: "standard, saturateFinite or saturateAll"
    case .flushing: "subnormals taken for zero: none, operands, results, operands+results"
    case .nan: "quiet, canonical or canonical-or-negative-zero"
    case .tininess: "when tininess is detected: before or after rounding"
    case .random: "32 random bits in hexadecimal, the top ones count; empty if unused"
    case .code: "expected result, in hexadecimal"
    case .result: "expected result, as a decimal; inf, nan"
    case .flags: "expected flags joined by +: invalid, overflow, underflow, inexact"
    }
  }

  /// The fields that are the same for every vector of a set.
  static let ofProjection: [VectorField] = [
    .source, .format, .direction, .overflow, .flushing, .nan, .tininess,
  ]

  /// The fields that each vector has for itself.
  static let ofVector: [VectorField] = [
    .remaining, .kind, .bits, .value, .random, .code, .result, .flags,
  ]
}
