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
