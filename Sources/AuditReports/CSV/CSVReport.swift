import FloatEmulation
public import GradientAudit
import TensorFiles

/// Every count of an audit as comma-separated values, one row for each step,
/// tensor, format and scale.
///
/// RFC 4180, but with `\n` as the end of a line. A field that holds a comma, a
/// quote or a line break is quoted. Names are written to the letter, since other
/// programs match on them: one that begins with `=`, `+`, `-` or `@` is read as a
/// formula by some spreadsheets, so import the column as text.
///
/// Rows are ordered by step, then tensor, then format in the order of the plan,
/// then scale, ascending. More columns may follow these in later versions. Where some
/// outcomes are not known (``Audit/doubtfulCells``), bounds of each follow.
public struct CSVReport: AuditReport {
  private let audit: Audit
  private let hasBounds: Bool

  /// The names of the columns.
  public static let columns = [
    "step", "tensor", "dtype", "format", "scale", "count", "zero", "infinite", "nan", "underflow",
    "subnormal", "normal", "overflow",
  ]

  /// The columns that follow where outcomes are not known.
  private static let boundColumns = bounded.flatMap {
    ["\($0.rawValue)_min", "\($0.rawValue)_max"]
  }
  private static let bounded: [Outcome] = [.underflow, .subnormal, .normal, .overflow]

  /// Prepares the report; the context does not show in it.
  public init(_ audit: Audit, _ context: ReportContext) {
    self.audit = audit
    hasBounds = !audit.doubtfulCells.isEmpty
  }

  /// Writes the head, then the rows of one tensor at one step at a time.
  public func write(to sink: (String) throws -> Void) throws {
    let columns = CSVReport.columns + (hasBounds ? CSVReport.boundColumns : [])
    try sink(columns.joined(separator: ",") + "\n")
    for entry in audit.entries { try sink(rows(entry)) }
  }

  private func rows(_ entry: AuditEntry) -> String {
    let plan = audit.plan
    let name =
      "\(entry.step),\(CSVField.quoted(entry.tensor)),\(CSVField.quoted(entry.elementType.name))"
    var text = ""
    for projection in plan.projections.indices {
      let format = CSVField.quoted(plan.projections[projection].format.name)
      for scale in plan.scales.indices {
        let counts = entry.tally.outcomes(projection: projection, scale: scale)
        text += "\(name),\(format),\(plan.scales[scale]),\(counts.count)"
        for outcome in Outcome.allCases { text += ",\(counts[outcome])" }
        if hasBounds {
          let bounds = entry.tally.outcomeBounds(projection: projection, scale: scale)
          text += bounds.map(fields) ?? fields(counts, counts)
        }
        text += "\n"
      }
    }
    return text
  }

  private func fields(_ bounds: OutcomeBounds) -> String { fields(bounds.least, bounds.greatest) }

  private func fields(_ least: OutcomeCounts, _ greatest: OutcomeCounts) -> String {
    CSVReport.bounded.map { ",\(least[$0]),\(greatest[$0])" }.joined()
  }
}
