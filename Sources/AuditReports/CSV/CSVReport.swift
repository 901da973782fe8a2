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
  private let cells: [Cell]

  /// A cell of the plan, and what stands for it in a row.
  private struct Cell {
    let projection: Int
    let scale: Int
    let fields: [UInt8]

    init(_ plan: AuditPlan, projection: Int, scale: Int) {
      (self.projection, self.scale) = (projection, scale)
      let format = CSVField.quoted(plan.projections[projection].format.name)
      fields = Array(",\(format),\(plan.scales[scale]),".utf8)
    }
  }

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
    let plan = audit.plan
    cells = plan.projections.indices.flatMap { projection in
      plan.scales.indices.map { Cell(plan, projection: projection, scale: $0) }
    }
  }

  /// Writes the head, then the rows of one tensor at one step at a time.
  public func write(to sink: (String) throws -> Void) throws {
    let columns = CSVReport.columns + (hasBounds ? CSVReport.boundColumns : [])
    try sink(columns.joined(separator: ",") + "\n")
    for entry in audit.entries { try sink(rows(entry)) }
  }

  /// As bytes until the end: an audit of many small tensors has a million rows.
  private func rows(_ entry: AuditEntry) -> String {
    let name =
      "\(entry.step),\(CSVField.quoted(entry.tensor)),\(CSVField.quoted(entry.elementType.name))"
    let limit = cells.reduce(0) { $0 + name.utf8.count + $1.fields.count + CSVReport.countLimit }
    let text = [UInt8](capacity: limit) { text in
      for cell in cells {
        text.append(name)
        text.append(cell.fields.span)
        append(entry.tally, cell, to: &text)
        text.append(ascii: "\n")
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that the counts of a row take at most: commas and numbers of 64 bits.
  private static let countLimit = 21 * (1 + Outcome.allCases.count + 2 * bounded.count) + 1

  private func append(_ tally: Tally, _ cell: Cell, to text: inout OutputSpan<UInt8>) {
    let counts = tally.outcomes(projection: cell.projection, scale: cell.scale)
    text.append(counts.count)
    for outcome in Outcome.allCases { append(counts[outcome], to: &text) }
    guard hasBounds else { return }
    let bounds = tally.outcomeBounds(projection: cell.projection, scale: cell.scale)
    for outcome in CSVReport.bounded {
      append(bounds?.least[outcome] ?? counts[outcome], to: &text)
      append(bounds?.greatest[outcome] ?? counts[outcome], to: &text)
    }
  }

  private func append(_ count: UInt64, to text: inout OutputSpan<UInt8>) {
    text.append(ascii: ",")
    text.append(count)
  }
}
