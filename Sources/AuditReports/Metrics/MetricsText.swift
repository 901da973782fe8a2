import FloatEmulation
public import GradientAudit
import TensorFiles

/// Metrics for the terminal, in at most 80 columns.
///
/// The cells over all tensors, then the tensors that fare worst in the first of them.
public struct MetricsText {
  private let query: MetricsQuery
  private let tensors: [TensorMetrics]
  private static let tensorLimit = 10

  /// Prepares the report of what was measured.
  public init(_ query: MetricsQuery, _ tensors: [TensorMetrics]) {
    self.query = query
    self.tensors = tensors
  }

  /// Writes one paragraph at a time.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    for (index, lines) in [cells, worst, note].filter({ !$0.isEmpty }).enumerated() {
      try sink((index > 0 ? "\n" : "") + lines.joined(separator: "\n") + "\n")
    }
  }

  private static let heads = ["sqnr", "largest", "mean", "lost norm", "cosine", "no error"]

  private var cells: [String] {
    let rows = query.cells.enumerated().map { index, cell in
      [cell.projection.format.name.displayed, cell.scale.powerDescription]
        + numbers(MetricsText.sum(tensors.map { $0.cells[index] }))
    }
    return table(["format", "scale"] + MetricsText.heads, rows)
  }

  private var worst: [String] {
    guard let cell = query.cells.first else { return [] }
    let groups = Dictionary(grouping: tensors) { ByteName($0.tensor.name) }
    let rollups = groups.map {
      (name: $0.key.text, metrics: MetricsText.sum($0.value.map { $0.cells[0] }))
    }
    .filter { $0.metrics.comparedCount > 0 }
    .sorted {
      let (one, other) = ($0.metrics.sqnr ?? .infinity, $1.metrics.sqnr ?? .infinity)
      return one == other ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : one < other
    }
    let rows = rollups.prefix(MetricsText.tensorLimit).map {
      [$0.name.displayed] + numbers($0.metrics)
    }
    let rest = rollups.count - MetricsText.tensorLimit
    return table(["lowest in \(cell.projection.format.name.displayed)"] + MetricsText.heads, rows)
      + (rest > 0 ? ["And \(NumberText.counted(rest, "more tensor"))."] : [])
  }

  private func table(_ head: [String], _ rows: [[String]]) -> [String] {
    let table = TextTable(groups: head.map { _ in "" }, head: head, rows: rows)
    return Array(table.lines(width: TextReport.width).dropFirst())
  }

  private func numbers(_ metrics: ErrorMetrics) -> [String] {
    [
      metrics.sqnr.map { $0.isInfinite ? "∞" : "\(NumberText.fixed($0, decimals: 1)) dB" } ?? "–",
      metrics.largestRelativeError.map(MetricsText.share) ?? "–",
      metrics.meanRelativeError.map(MetricsText.share) ?? "–",
      metrics.lostNorm.map(MetricsText.share) ?? "–",
      metrics.cosineSimilarity.map { NumberText.fixed($0, decimals: 6) } ?? "–",
      MetricsText.percent(metrics.ulpErrorCounts[0], of: metrics.comparedCount),
    ]
  }

  private var note: [String] {
    let total = MetricsText.sum(tensors.map { $0.cells.first ?? ErrorMetrics() })
    return TextWrapping.lines(
      "Of \(NumberText.grouped(total.finiteNonzeroCount)) finite non-zero values; what overflows "
        + "has no finite error.", width: TextReport.width)
  }

  private static func sum(_ metrics: [ErrorMetrics]) -> ErrorMetrics {
    metrics.reduce(into: ErrorMetrics()) { $0.merge($1) }
  }

  private static func percent(_ part: UInt64, of whole: UInt64) -> String {
    whole == 0 ? "–" : NumberText.fixed(100 * Double(part) / Double(whole), decimals: 1) + "%"
  }

  /// A share with three digits: 0.05, 3.1e-5.
  private static func share(_ number: Double) -> String {
    number == 0 ? "0" : NumberText.magnitude(number)
  }
}
