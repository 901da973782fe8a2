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
    var text: [UInt8] = []
    text.reserveCapacity(cells.count * (name.utf8.count + 64))
    for cell in cells {
      let counts = entry.tally.outcomes(projection: cell.projection, scale: cell.scale)
      text += name.utf8
      text += cell.fields
      text.append(decimal: counts.count)
      for outcome in Outcome.allCases {
        text.append(UInt8(ascii: ","))
        text.append(decimal: counts[outcome])
      }
      if hasBounds {
        let bounds = entry.tally.outcomeBounds(projection: cell.projection, scale: cell.scale)
        text += (bounds.map(fields) ?? fields(counts, counts)).utf8
      }
      text.append(UInt8(ascii: "\n"))
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func fields(_ bounds: OutcomeBounds) -> String { fields(bounds.least, bounds.greatest) }

  private func fields(_ least: OutcomeCounts, _ greatest: OutcomeCounts) -> String {
    CSVReport.bounded.map { ",\(least[$0]),\(greatest[$0])" }.joined()
  }
}

extension [UInt8] {
  /// Appends the decimal digits of a number.
  fileprivate mutating func append(decimal number: UInt64) {
    var power: UInt64 = 1
    var digits = 1
    while number / power >= 10 {
      power *= 10
      digits += 1
    }
    var rest = number
    append(contentsOf: repeatElement(UInt8(ascii: "0"), count: digits))
    for place in stride(from: count - 1, through: count - digits, by: -1) {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      self[place] += UInt8(truncatingIfNeeded: digit)
      rest = quotient
    }
  }
}
