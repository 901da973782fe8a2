public import FloatEmulation

/// One operand of an operation, and the result that somebody else has found.
public struct ConformanceVector: Hashable, Sendable {
  /// What is done with the operand.
  public enum Operation: Hashable, Sendable {
    /// Convert it into the projection's format (IEEE 754-2019, 5.4.2).
    case convert
    /// Round it to an integral value of its own format, signalling inexact
    /// (5.9, `roundToIntegralExact`).
    case roundToIntegral
  }

  /// What is done.
  public var operation = Operation.convert
  /// The format of the operand.
  public var source: FloatFormat
  /// The target format and all rules.
  public var projection: Projection
  /// The operand's code.
  public var operand: UInt64
  /// 32 random bits for a stochastic direction.
  public var random: UInt32 = 0
  /// The code that is expected.
  public var code: UInt64
  /// The flags that are expected.
  public var flags: StatusFlags
  /// Whether a NaN must have the expected code; else any NaN will do.
  public var comparesNaNCode = true

  /// What this package makes of the operand.
  public var computed: RoundingResult {
    switch operation {
    case .convert: projection.convert(operand, from: source, random: random)
    case .roundToIntegral:
      projection.roundToIntegral(operand, signalsInexact: true, random: random)
    }
  }

  /// How the computed result differs from the expected one; nil if it does not.
  public var mismatch: String? {
    let result = computed
    let isSame = result.code == code || !comparesNaNCode && isNaN(result.code) && isNaN(code)
    if isSame && result.flags == flags { return nil }
    return "\(CodeText.hexadecimal(operand, of: source)) gives "
      + "\(words(result.code, result.flags)), not \(words(code, flags))"
  }

  private func isNaN(_ code: UInt64) -> Bool {
    projection.format.valueClass(of: code) == .nan
  }

  private func words(_ code: UInt64, _ flags: StatusFlags) -> String {
    let format = projection.format
    let names = flags.isEmpty ? "no flags" : flags.names.joined(separator: " ")
    return "\(CodeText.hexadecimal(code, of: format)) "
      + "(\(CodeText.decimal(format.decode(code))), \(names))"
  }
}
