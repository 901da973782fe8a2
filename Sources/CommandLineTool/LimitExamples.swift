internal import AuditReports
internal import FloatEmulation
internal import GradientAudit
internal import TensorFiles

/// Finds a value behind a breach, in the recording itself.
///
/// Nothing is read before it is needed. A recording of which only histograms are at hand
/// has no values to show.
final class LimitExamples {
  private let plan: AuditPlan
  private let paths: [String]
  private let options: RecordingOptions
  private lazy var index = RecordingIndex(Recording(paths: paths, options: options))

  init(_ audit: Audit, _ reading: ReadingOptions) {
    options = reading.options
    plan = audit.plan
    paths = audit.sources
  }

  /// The first value of the worst tensor with an outcome that the limit counts.
  func example(_ limit: Limit, _ found: LimitMeasurement) -> LimitExample? {
    // A sum over all values has no single one behind it.
    if limit.quantity.isMeasured && limit.quantity != .normLost { return nil }
    let worst = found.worst
    let tensor = index.tensors.first {
      $0.step == worst.step && ByteName($0.name) == ByteName(worst.tensor)
    }
    guard let tensor else { return nil }
    let scale = worst.scale ?? found.scale ?? .one
    let query = TraceQuery(
      AuditCell(plan.projection(into: limit.format) ?? Projection(limit.format), at: scale),
      arithmetic: plan.arithmetic,
      outcomes: Set(limit.quantity.outcomes), selection: .first(1))
    var example: LimitExample?
    // What cannot be read was named when it was audited.
    _ = try? Tracer(query).trace([tensor]) { tensor, values in
      example = example ?? values.first.map { LimitExamples.example(tensor, $0) }
    }
    return example
  }

  private static func example(_ tensor: RecordedTensor, _ value: TracedValue) -> LimitExample {
    let type = tensor.stored.elementType
    return LimitExample(
      index: tensor.index(ofFlat: value.flatIndex),
      value: type == .float32 ? "\(Float(value.value))" : "\(value.value)",
      bits: CodeText.hexadecimal(value.bits, of: type.format), outcome: value.outcome)
  }
}
