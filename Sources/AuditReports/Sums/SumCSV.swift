import FloatEmulation
import GradientAudit
import TensorFiles

/// What became of sums as comma-separated values, one row for each step, tensor, format and
/// order of division.
///
/// RFC 4180, but with `\n` as the end of a line.
public struct SumCSV {
  private let audit: SumAudit

  /// The names of the columns.
  public static let columns = [
    "step", "tensor", "dtype", "format", "divided", "count", "nonfinite", "additions", "absorbed",
    "overflow", "vanished", "differing", "above_ulp",
  ]

  /// Prepares the report; nothing of the context but the answer shows in it.
  public init(_ context: SumContext) { audit = context.audit }

  /// Writes the head, then the rows of one tensor at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try sink(SumCSV.columns.joined(separator: ",") + "\n")
    for entry in audit.entries {
      for (index, format) in audit.query.formats.enumerated() {
        for order in SumOrder.allCases {
          try sink(line(entry, format, order, entry.tally[order][index]))
        }
      }
    }
  }

  private func line(
    _ entry: SumEntry, _ format: FloatFormat, _ order: SumOrder, _ counts: SumCounts
  ) -> String {
    let names = [
      "\(entry.step)", CSVField.quoted(entry.tensor), entry.elementType.name,
      CSVField.quoted(format.name), order.rawValue,
    ]
    let numbers = [
      counts.count, counts.nonfinite, counts.additions, counts.absorbed, counts.overflow,
      counts.vanished, counts.differing, counts.aboveUlp,
    ]
    return (names + numbers.map { "\($0)" }).joined(separator: ",") + "\n"
  }
}
