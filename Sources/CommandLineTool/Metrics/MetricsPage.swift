internal import AuditReports
internal import FloatEmulation
internal import GradientAudit
internal import TensorFiles

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Metrics for people and for programs.
struct MetricsPage {
  private let query: MetricsQuery
  private let tensors: [TensorMetrics]
  private static let tensorLimit = 10

  init(_ query: MetricsQuery, _ tensors: [TensorMetrics]) {
    self.query = query
    self.tensors = tensors
  }

  /// The cells over all tensors, then the tensors that fare worst in the first of them.
  var text: String {
    var rows = [["format", "scale"] + MetricsPage.heads]
    for (index, cell) in query.cells.enumerated() {
      let total = MetricsPage.sum(tensors.map { $0.cells[index] })
      rows.append([cell.projection.format.name, cell.scale.powerDescription] + numbers(total))
    }
    return Columns.table(rows, leftCount: 2) + "\n" + worst + note
  }

  private static let heads = ["sqnr", "largest", "mean", "lost norm", "cosine", "no error"]

  private var worst: String {
    guard let cell = query.cells.first else { return "" }
    let groups = Dictionary(grouping: tensors) { ByteName($0.tensor.name) }
    let rollups = groups.map {
      (name: $0.key.text, metrics: MetricsPage.sum($0.value.map { $0.cells[0] }))
    }
    .filter { $0.metrics.comparedCount > 0 }
    .sorted {
      let (one, other) = ($0.metrics.sqnr ?? .infinity, $1.metrics.sqnr ?? .infinity)
      return one == other ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : one < other
    }
    var rows = [["lowest in \(cell.projection.format.name)"] + MetricsPage.heads]
    for rollup in rollups.prefix(MetricsPage.tensorLimit) {
      rows.append([Columns.short(rollup.name, 26)] + numbers(rollup.metrics))
    }
    let rest = rollups.count - MetricsPage.tensorLimit
    return Columns.table(rows)
      + (rest > 0 ? "And \(NumberText.counted(rest, "more tensor")).\n" : "")
  }

  private func numbers(_ metrics: ErrorMetrics) -> [String] {
    return [
      metrics.sqnr.map { $0.isInfinite ? "∞" : "\(MetricsPage.fixed($0, 1)) dB" } ?? "–",
      metrics.largestRelativeError.map(MetricsPage.share) ?? "–",
      metrics.meanRelativeError.map(MetricsPage.share) ?? "–",
      metrics.lostNorm.map(MetricsPage.share) ?? "–",
      metrics.cosineSimilarity.map { MetricsPage.fixed($0, 6) } ?? "–",
      MetricsPage.percent(metrics.ulpErrorCounts[0], of: metrics.comparedCount),
    ]
  }

  private var note: String {
    let total = MetricsPage.sum(tensors.map { $0.cells.first ?? ErrorMetrics() })
    return "\nOf \(NumberText.grouped(total.finiteNonzeroCount)) finite non-zero values; what "
      + "overflows has no finite error.\n"
  }

  private static func sum(_ metrics: [ErrorMetrics]) -> ErrorMetrics {
    metrics.reduce(into: ErrorMetrics()) { $0.merge($1) }
  }

  /// A number with so many decimals.
  private static func fixed(_ number: Double, _ decimals: Int) -> String {
    let unit = (0..<decimals).reduce(1.0) { unit, _ in unit * 10 }
    let scaled = (number * unit).rounded()
    guard scaled.magnitude < 1e15 else { return "\(number)" }
    let digits = String(Int64(scaled.magnitude))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let text = padded.dropLast(decimals) + (decimals > 0 ? "." : "") + padded.suffix(decimals)
    return (scaled < 0 ? "-" : "") + text
  }

  private static func percent(_ part: UInt64, of whole: UInt64) -> String {
    whole == 0 ? "–" : fixed(100 * Double(part) / Double(whole), 1) + "%"
  }

  /// A share with three digits: 0.05, 3.1e-5.
  private static func share(_ number: Double) -> String {
    number == 0 ? "0" : NumberText.magnitude(number)
  }
}

extension MetricsPage {
  private static let columns = [
    "step", "tensor", "dtype", "format", "scale", "finite_nonzero", "compared", "sqnr_db",
    "largest_relative_error", "mean_relative_error", "lost_norm", "cosine",
  ]
  private static let ulpColumns = ["ulp_0"] + (1...8).map { "ulp_\($0)_8" } + ["ulp_more"]

  /// A row for each step, tensor and cell.
  func writeCSV(to sink: (String) throws -> Void) throws {
    try sink((MetricsPage.columns + MetricsPage.ulpColumns).joined(separator: ",") + "\n")
    for tensor in tensors {
      let recorded = tensor.tensor
      let name =
        "\(recorded.step),\(CSVField.quoted(recorded.name)),\(recorded.stored.elementType.name)"
      for (cell, metrics) in zip(query.cells, tensor.cells) {
        let numbers = [
          metrics.sqnr, metrics.largestRelativeError, metrics.meanRelativeError,
          metrics.lostNorm, metrics.cosineSimilarity,
        ].map { $0.map { "\($0)" } ?? "" }
        let counts = metrics.ulpErrorCounts.map { "\($0)" }
        let format = CSVField.quoted(cell.projection.format.name)
        let fields =
          [
            name, format, "\(cell.scale)", "\(metrics.finiteNonzeroCount)",
            "\(metrics.comparedCount)",
          ]
          + numbers + counts
        try sink(fields.joined(separator: ",") + "\n")
      }
    }
  }

  /// The same as one JSON document; an infinite ratio is left out, as JSON has none.
  func writeJSON(to sink: (String) throws -> Void) throws {
    try sink(document.json())
  }

  private var document: MetricsDocument {
    MetricsDocument(
      schema: "fpaudit.metrics/1", scaleArithmetic: query.arithmetic.rawValue,
      ulpErrorBounds: ErrorMetrics.ulpErrorBounds.filter(\.isFinite),
      tensors: tensors.flatMap { tensor in
        zip(query.cells, tensor.cells).map { MetricsDocument.Row(tensor.tensor, $0, $1) }
      })
  }
}
