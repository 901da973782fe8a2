internal import AuditReports
internal import FloatEmulation

/// What follows from a format's definition, as texts.
struct FormatFacts {
  private let format: FloatFormat

  init(_ format: FloatFormat) { self.format = format }

  /// The greatest finite value.
  var greatest: String { FormatFacts.decimal(format.greatestFiniteMagnitude) }

  /// The greatest magnitude that becomes zero, the tie below the least value; nil
  /// in a format without zero.
  var zeroTie: String? {
    format.hasZero ? "2^\(format.leastNonzeroMagnitude.exponent - 1)" : nil
  }

  /// The least magnitude that overflows: the tie above the greatest finite value,
  /// or what lies beyond it where the tie rounds down.
  var overflow: String {
    // binary64's own tie is no binary64 value.
    guard let tie = format.tie(above: format.greatestFiniteCode) else { return ">=2^1024" }
    let overflows = Projection(format).round(tie).outcome == .overflow
    return (overflows ? ">=" : ">") + FormatFacts.decimal(tie)
  }

  /// How many codes there are of each kind, counted from the extreme codes.
  var counts: [(kind: String, count: UInt64)] {
    let signs: UInt64 = format.isSigned ? 2 : 1
    let zeros: UInt64 = !format.hasZero ? 0 : format.hasNegativeZero ? 2 : 1
    let subnormal = format.hasSubnormals ? signs * (format.leastNormalCode - 1) : 0
    let normal = signs * (format.greatestFiniteCode - format.leastNormalCode + 1)
    let infinite = format.hasInfinity ? signs : 0
    let extraZeros =
      format.hasZero && !format.hasSubnormals ? signs * (format.leastNormalCode - 1) : 0
    let rest = format.codeMask - (zeros + extraZeros + subnormal + normal + infinite - 1)
    return [
      ("zero", zeros + extraZeros), ("subnormal", subnormal), ("normal", normal),
      ("infinite", infinite), ("NaN", rest),
    ]
  }

  /// Exact where that is short, else five significant digits.
  static func decimal(_ value: Double) -> String {
    value < 1e6 && value.rounded() == value
      ? String(Int(value)) : DecimalText.rounded(value, digits: 5)
  }
}
