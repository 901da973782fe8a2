import FloatEmulation
public import GradientAudit
import TensorFiles

/// Metrics as one JSON document of the schema `fpaudit.metrics/1`.
///
/// An infinite ratio is left out, as JSON has none. The schema only grows.
public struct MetricsJSON: JSONDocument {
  private let schema = "fpaudit.metrics/1"
  private let scaleArithmetic: String
  /// Of the classes of `ulpErrorCounts`; the last has none.
  private let ulpErrorBounds: [Double]
  private let tensors: [Row]

  /// Prepares the report of what was measured.
  public init(_ query: MetricsQuery, _ tensors: [TensorMetrics]) {
    scaleArithmetic = query.arithmetic.rawValue
    ulpErrorBounds = ErrorMetrics.ulpErrorBounds.filter(\.isFinite)
    self.tensors = tensors.flatMap { tensor in
      zip(query.cells, tensor.cells).map { Row(tensor.tensor, $0, $1) }
    }
  }

  /// One tensor at one step in one cell.
  private struct Row: Encodable {
    let step: Int
    let tensor: String
    let dtype: String
    let format: String
    let scale: Double
    let finiteNonzero: UInt64
    let compared: UInt64
    let sqnr: Double?
    /// Whether the ratio is infinite, which JSON cannot say.
    let hasNoError: Bool
    let largestRelativeError: Double?
    let meanRelativeError: Double?
    let lostNorm: Double?
    let cosineSimilarity: Double?
    let ulpErrorCounts: [UInt64]

    init(_ recorded: RecordedTensor, _ cell: AuditCell, _ metrics: ErrorMetrics) {
      step = recorded.step
      tensor = recorded.name
      dtype = recorded.stored.elementType.name
      format = cell.projection.format.name
      scale = cell.scale.value
      finiteNonzero = metrics.finiteNonzeroCount
      compared = metrics.comparedCount
      sqnr = metrics.sqnr.flatMap { $0.isFinite ? $0 : nil }
      hasNoError = metrics.sqnr == .infinity
      largestRelativeError = metrics.largestRelativeError
      meanRelativeError = metrics.meanRelativeError
      lostNorm = metrics.lostNorm
      cosineSimilarity = metrics.cosineSimilarity
      ulpErrorCounts = metrics.ulpErrorCounts
    }
  }
}
