internal import TensorFiles

/// How accurate the values of an audit's tensors remain in the cells that its limits look
/// at.
struct MeasuredErrors: Sendable {
  private struct Place: Hashable {
    let step: Int
    let tensor: ByteName
    let cell: AuditCell
  }

  private var metrics: [Place: ErrorMetrics] = [:]

  /// The metrics of a tensor at a step; nil where they were not measured.
  func metrics(step: Int, tensor: String, _ cell: AuditCell) -> ErrorMetrics? {
    metrics[Place(step: step, tensor: ByteName(tensor), cell: cell)]
  }

  /// Adds what was measured of a tensor in some cells.
  mutating func add(_ measured: TensorMetrics, _ cells: [AuditCell]) {
    let tensor = ByteName(measured.tensor.name)
    for (cell, metrics) in zip(cells, measured.cells) {
      self.metrics[Place(step: measured.tensor.step, tensor: tensor, cell: cell)] = metrics
    }
  }
}

extension Audit {
  /// The same with the errors that the plan's limits look at, by a second reading.
  ///
  /// Only tensors under such limits are read. What a histogram file stands for is not: it
  /// may have changed. What has become unreadable since is a problem of the result. A limit
  /// under which there is no tensor, or whose tensors have no values at hand, says so when
  /// it is evaluated.
  func measuringErrors(_ recording: Recording, threadCount: Int) -> Audit {
    var cells: [AuditCell] = []
    var filters: [TensorFilter] = []
    for limit in plan.limits where limit.quantity.isMeasured {
      guard let subject = try? LimitSubject(limit, self, .recording) else { continue }
      cells += subject.measuredCells.filter { !cells.contains($0) }
      filters.append(limit.tensors)
    }
    if cells.isEmpty { return self }
    let reader = MetricsReader(
      MetricsQuery(cells, arithmetic: plan.arithmetic), threadCount: threadCount)
    var result = self
    // What its headers lack was named by the audit.
    for tensor in RecordingIndex(recording).tensors
    where filters.contains(where: { $0.contains(tensor.name) }) {
      if let measured = reader.metrics(of: tensor) { result.errors.add(measured, cells) }
    }
    reader.finish()
    result.problems += reader.problems
    return result
  }
}
