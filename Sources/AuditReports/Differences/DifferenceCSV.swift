import FloatEmulation
import GradientAudit

/// What changed between two recordings, as comma-separated values: one row for each
/// format, scale and tensor, or tensor at a step.
///
/// The step is empty where all steps are taken together, and so are the counts of a
/// recording that has no such tensor. Rows are in the order of ``CellDifference/tensors``.
public struct DifferenceCSV {
  private let context: DifferenceContext

  private static let counts = [
    "count", "zero", "infinite", "nan", "underflow", "subnormal", "normal", "overflow",
  ]

  /// The names of the columns.
  public static let columns =
    ["format", "scale_before", "scale_after", "step", "tensor", "change"]
    + counts.map { "\($0)_before" } + counts.map { "\($0)_after" }

  /// Prepares the report.
  public init(_ context: DifferenceContext) { self.context = context }

  /// Writes the head, then one row at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try sink(DifferenceCSV.columns.joined(separator: ",") + "\n")
    for cell in context.difference.cells {
      let name = "\(CSVField.quoted(cell.format.name)),\(cell.scaleBefore),\(cell.scaleAfter)"
      for tensor in cell.tensors {
        let step = tensor.step.map(String.init) ?? ""
        try sink(
          "\(name),\(step),\(CSVField.quoted(tensor.tensor)),\(tensor.kind.rawValue),"
            + "\(fields(tensor.before)),\(fields(tensor.after))\n")
      }
    }
  }

  private func fields(_ counts: OutcomeCounts?) -> String {
    guard let counts else { return String(repeating: ",", count: DifferenceCSV.counts.count - 1) }
    return [
      counts.count, counts.zero, counts.infinite, counts.nan, counts.underflow, counts.subnormal,
      counts.normal, counts.overflow,
    ].map(String.init).joined(separator: ",")
  }
}
