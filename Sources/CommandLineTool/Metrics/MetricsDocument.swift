internal import FloatEmulation
internal import GradientAudit
internal import TensorFiles

/// Metrics as JSON.
struct MetricsDocument: JSONDocument {
  let schema: String
  let scaleArithmetic: String
  /// Of the classes of `ulpErrorCounts`; the last has none.
  let ulpErrorBounds: [Double]
  let tensors: [Row]

  /// One tensor at one step in one cell.
  struct Row: Encodable {
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
