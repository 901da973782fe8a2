/// What each cell of a query does to the accuracy of a tensor.
public struct TensorMetrics: Sendable {
  /// The tensor.
  public let tensor: RecordedTensor
  /// For each cell of the query, in its order.
  public let cells: [ErrorMetrics]
}
