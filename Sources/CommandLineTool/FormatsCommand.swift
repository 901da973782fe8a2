internal import ArgumentParser
internal import FloatEmulation

/// `fpaudit formats`: the parameters of every format, derived from its definition.
struct FormatsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "formats",
    abstract: "Show the parameters of every format.",
    discussion: """
      p is the precision with the implicit bit; e/t are the widths of the exponent and of \
      the trailing significand. The last columns tell, for ties to even, which magnitudes \
      become zero and which overflow.
      """)

  func run() throws {
    let rows = [FormatsCommand.head] + FloatFormat.catalogue.map(FormatsCommand.row)
    let widths = FormatsCommand.head.indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    for row in rows {
      let cells = zip(row, widths).enumerated().map { column, cell in
        column == 0 ? cell.0.padded(to: cell.1) : cell.0.aligned(to: cell.1)
      }
      try Output.standard.write(cells.joined(separator: "  ") + "\n")
    }
  }

  private static let head = [
    "format", "bits", "e/t", "p", "emin..emax", "greatest", "normal", "least", "zero", "overflow",
  ]

  private static func row(_ format: FloatFormat) -> [String] {
    [
      format.name, "\(format.bitWidth)",
      "\(format.exponentBitCount)/\(format.trailingSignificandBitCount)", "\(format.precision)",
      "\(format.minimumExponent)..\(format.maximumExponent)",
      decimal(format.greatestFiniteMagnitude), "2^\(format.leastNormalMagnitude.exponent)",
      "2^\(format.leastNonzeroMagnitude.exponent)",
      "<=2^\(format.leastNonzeroMagnitude.exponent - 1)", overflow(format),
    ]
  }

  /// The least magnitude that overflows: the tie above the greatest finite value,
  /// or what lies beyond it where the tie rounds down.
  private static func overflow(_ format: FloatFormat) -> String {
    let halfUlp = Double(
      sign: .plus, exponent: format.maximumExponent - format.precision, significand: 1)
    let tie = format.greatestFiniteMagnitude + halfUlp
    guard tie.isFinite else { return ">=2^1024" }  // binary64's own tie is no binary64 value
    return (Projection(format).round(tie).outcome == .overflow ? ">=" : ">") + decimal(tie)
  }

  /// Exact where that is short, else five significant digits.
  private static func decimal(_ value: Double) -> String {
    value < 1e6 && value.rounded() == value ? String(Int(value)) : Decimal.rounded(value, digits: 5)
  }
}
