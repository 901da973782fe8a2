public import FloatEmulation
public import GradientAudit
import TensorFiles

/// A comparison of two stacks for the terminal: the counts, then the differences that were
/// kept.
public struct ComparisonText {
  private let comparison: StackComparison
  private let names: (String, String)
  private let format: FloatFormat
  private static let tensorLimit = 10

  /// Prepares the report.
  ///
  /// - Parameters:
  ///   - names: The two stacks'.
  ///   - format: The one that both lead to.
  public init(_ comparison: StackComparison, names: (String, String), format: FloatFormat) {
    self.comparison = comparison
    self.names = names
    self.format = format
  }

  /// Writes one paragraph at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    let differing = comparison.total.differing
    try sink(
      "\(names.0) and \(names.1), into \(format.name): \(differing) of "
        + "\(comparison.total.values) values differ\n")
    guard differing > 0 else { return }
    for lines in [tensors, list] where !lines.isEmpty {
      try sink("\n" + lines.joined(separator: "\n") + "\n")
    }
  }

  private var tensors: [String] {
    let (worst, total) = (comparison.worstTensors, comparison.total)
    let kinds = DifferenceKind.allCases
    let rows = worst.prefix(ComparisonText.tensorLimit).map { tensor, counts in
      [tensor.displayed, "\(counts.values)"] + kinds.map { "\(counts[$0])" }
    }
    let sum = ["total", "\(total.values)"] + kinds.map { "\(total[$0])" }
    let rest = worst.count - ComparisonText.tensorLimit
    return table(["tensor", "values"] + kinds.map(\.rawValue), rows + [sum])
      + (rest > 0 ? ["And \(NumberText.counted(rest, "more tensor"))."] : [])
  }

  private var list: [String] {
    guard !comparison.differences.isEmpty else { return [] }
    let rows = comparison.differences.map { difference in
      [
        difference.tensor.displayed, "\(difference.step)", "\(difference.flatIndex)",
        ValueText.short(difference.value), value(difference.first), value(difference.second),
      ]
    }
    let left = comparison.total.differing - UInt64(comparison.differences.count)
    return table(["tensor", "step", "index", "value", names.0, names.1], rows)
      + (left > 0 ? ["And \(left) more; --all lists them, --csv writes them."] : [])
  }

  private func table(_ head: [String], _ rows: [[String]]) -> [String] {
    let table = TextTable(groups: head.map { _ in "" }, head: head, rows: rows)
    return Array(table.lines(width: TextReport.width).dropFirst())
  }

  private func value(_ code: UInt64) -> String { ValueText.short(format.decode(code)) }
}
