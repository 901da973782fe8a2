internal import FloatEmulation

/// Formats as a table, one a line.
struct FormatTable {
  private let rows: [[String]]

  init(_ formats: [FloatFormat]) { rows = [FormatTable.head] + formats.map(FormatTable.row) }

  /// The table; no line ends with a blank.
  var text: String {
    let widths = FormatTable.head.indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      zip(row, widths).enumerated().map { column, cell in
        column == 0 ? cell.0.padded(to: cell.1) : cell.0.aligned(to: cell.1)
      }.joined(separator: " ") + "\n"
    }.joined()
  }

  private static let head = [
    "format", "s/e/t", "emin..emax", "greatest", "normal", "least", "zero to", "overflow",
  ]

  private static func row(_ format: FloatFormat) -> [String] {
    let facts = FormatFacts(format)
    return [
      format.name,
      "\(format.isSigned ? 1 : 0)/\(format.exponentBitCount)/\(format.trailingSignificandBitCount)",
      "\(format.minimumExponent)..\(format.maximumExponent)", facts.greatest,
      power(format.leastNormalMagnitude), power(format.leastNonzeroMagnitude),
      facts.zeroTie ?? "-", facts.overflow,
    ]
  }

  private static func power(_ value: Double) -> String { "2^\(value.exponent)" }
}

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
    value < 1e6 && value.rounded() == value ? String(Int(value)) : Decimal.rounded(value, digits: 5)
  }
}
