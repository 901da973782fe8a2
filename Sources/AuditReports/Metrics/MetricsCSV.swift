import FloatEmulation
public import GradientAudit
import TensorFiles

/// Metrics as comma-separated values, a row for each step, tensor and cell.
public struct MetricsCSV {
  private let query: MetricsQuery
  private let tensors: [TensorMetrics]

  /// The names of the columns.
  public static let columns =
    [
      "step", "tensor", "dtype", "format", "scale", "finite_nonzero", "compared", "sqnr_db",
      "largest_relative_error", "mean_relative_error", "lost_norm", "cosine", "ulp_0",
    ] + (1...8).map { "ulp_\($0)_8" } + ["ulp_more"]

  /// Prepares the report of what was measured.
  public init(_ query: MetricsQuery, _ tensors: [TensorMetrics]) {
    self.query = query
    self.tensors = tensors
  }

  /// Writes one row at a time; a number that there is none of is an empty field.
  ///
  /// - Throws: What the sink throws.
  public func write(to sink: (String) throws -> Void) throws {
    try sink(MetricsCSV.columns.joined(separator: ",") + "\n")
    for tensor in tensors {
      let recorded = tensor.tensor
      let name =
        "\(recorded.step),\(CSVField.quoted(recorded.name)),\(recorded.stored.elementType.name)"
      for (cell, metrics) in zip(query.cells, tensor.cells) {
        let format = CSVField.quoted(cell.projection.format.name)
        try sink("\(name),\(format),\(cell.scale),\(MetricsCSV.fields(metrics))\n")
      }
    }
  }

  private static func fields(_ metrics: ErrorMetrics) -> String {
    let numbers = [
      metrics.sqnr, metrics.largestRelativeError, metrics.meanRelativeError, metrics.lostNorm,
      metrics.cosineSimilarity,
    ]
    return
      (["\(metrics.finiteNonzeroCount)", "\(metrics.comparedCount)"]
      + numbers.map { $0.map { "\($0)" } ?? "" } + metrics.ulpErrorCounts.map { "\($0)" })
      .joined(separator: ",")
  }
}
