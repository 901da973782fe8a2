internal import FloatEmulation

/// All about one format, on a page of 80 columns.
struct FormatDetails {
  private let format: FloatFormat
  private let facts: FormatFacts

  init(_ format: FloatFormat) {
    self.format = format
    facts = FormatFacts(format)
  }

  /// The page.
  var text: String {
    "\(format.name)\n"
      + (parameters + values + thresholds).map { label, text in
        "  \(label.padded(to: 22)) \(text)\n"
      }.joined()
  }

  private var parameters: [(String, String)] {
    let sign = format.isSigned ? "1 sign, " : "no sign, "
    return [
      (
        "code",
        "\(format.bitWidth) bits: \(sign)\(format.exponentBitCount) exponent, "
          + "\(format.trailingSignificandBitCount) trailing significand"
      ),
      ("precision p", "\(format.precision)"),
      ("bias", "\(format.bias)"),
      ("exponents", "\(format.minimumExponent)..\(format.maximumExponent)"),
      ("unit roundoff", "2^\(format.unitRoundoff.exponent)"),
      ("special values", format.specialValues.words),
      ("exponent field of zero", format.zeroExponentField.words),
    ]
  }

  private var values: [(String, String)] {
    [
      ("greatest finite", value(format.greatestFiniteCode)),
      ("one", format.encode(exactly: 1).map { "\(CodeText.hexadecimal($0, of: format))" } ?? "-"),
      ("least normal", value(format.leastNormalCode)),
      ("least", value(format.leastNonzeroCode)),
      ("zero", zeros),
      ("infinity", code(format.infinityCode)),
      ("NaN", code(format.nanCode)),
    ]
  }

  private var thresholds: [(String, String)] {
    let counts = facts.counts.map { "\($0.count) \($0.kind)" }
    return [
      ("becomes zero", facts.zeroTie.map { "<=\($0) (ties to even)" } ?? "-"),
      ("overflows", "\(facts.overflow) (ties to even)"),
      ("codes", counts.joined(separator: ", ")),
    ]
  }

  private var zeros: String {
    guard format.hasZero else { return "-" }
    let negative =
      format.hasNegativeZero ? ", -0 is \(CodeText.hexadecimal(format.signBit, of: format))" : ""
    return CodeText.hexadecimal(0, of: format) + negative
  }

  private func code(_ code: UInt64?) -> String {
    code.map { CodeText.hexadecimal($0, of: format) } ?? "-"
  }

  private func value(_ code: UInt64) -> String {
    let value = format.decode(code)
    let power = value.significand == 1 ? " = 2^\(value.exponent)" : ""
    return "\(FormatFacts.decimal(value))\(power)  \(CodeText.hexadecimal(code, of: format))"
  }
}

extension SpecialValues {
  /// The rule in a few words.
  var words: String {
    switch self {
    case .ieee: "as IEEE 754: infinities and NaNs in the top exponent"
    case .nanOnly: "NaN is all ones; no infinity (fn)"
    case .nanAtNegativeZero: "one NaN in place of -0; no infinity (fnuz)"
    case .none: "none: every code is finite"
    case .p3109Extended: "IEEE P3109: one NaN, no -0, with infinities"
    case .p3109Finite: "IEEE P3109: one NaN, no -0, no infinity"
    }
  }
}

extension ZeroExponentField {
  /// The rule in a few words.
  var words: String {
    switch self {
    case .subnormals: "zero and subnormal values"
    case .zero: "zero alone; no subnormal values"
    case .normals: "a binade like the others: no zero, no subnormals"
    }
  }
}
