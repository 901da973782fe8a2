public import GradientAudit

/// What a trace has found, as far as a page shows it.
public struct TraceFindings {
  /// The tensors that could be read, in their order.
  public var tensors: [TracedTensor] = []
  /// The first listed values with their tensors.
  public private(set) var examples: [(tensor: RecordedTensor, value: TracedValue)] = []

  /// How many values are kept.
  public static let exampleLimit = 20

  /// Nothing yet.
  public init() {}

  /// Keeps the first of some listed values, while there is room.
  public mutating func add(_ values: ArraySlice<TracedValue>, of tensor: RecordedTensor) {
    let room = TraceFindings.exampleLimit - examples.count
    examples += values.prefix(room).map { (tensor, $0) }
  }
}
