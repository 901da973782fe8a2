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
/// then scale, ascending. More columns may follow these in later versions.
public struct CSVReport: AuditReport {
  private let audit: Audit

  /// The names of the columns.
  public static let columns = [
    "step", "tensor", "dtype", "format", "scale", "count", "zero", "infinite", "nan", "underflow",
    "subnormal", "normal", "overflow",
  ]

  /// Prepares the report; the context does not show in it.
  public init(_ audit: Audit, _ context: ReportContext) { self.audit = audit }

  /// Writes the head, then the rows of one tensor at one step at a time.
  public func write(to sink: (String) throws -> Void) throws {
    try sink(CSVReport.columns.joined(separator: ",") + "\n")
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
        text += "\n"
      }
    }
    return text
  }
}
