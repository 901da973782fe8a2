internal import AuditReports
internal import GradientAudit
internal import TensorFiles

/// What a histogram file has, in a line.
struct HistogramSummary {
  private let histogram: RecordingHistogram
  private let byteCount: Int

  init(_ histogram: RecordingHistogram, byteCount: Int) {
    self.histogram = histogram
    self.byteCount = byteCount
  }

  /// Such as `run.fphist: 300 tensors, 469,560 values, 101,234 bytes`.
  func text(_ path: String) -> String {
    let tensors = NumberText.counted(histogram.tensors.count, "tensor")
    let all = NumberText.counted(histogram.elementCount, "value")
    let values =
      histogram.isComplete ? all : "\(NumberText.grouped(histogram.countedCount)) of \(all)"
    let size = NumberText.counted(byteCount, "byte")
    return "\(path.escapedForDisplay): \(tensors), \(values), \(size)"
  }
}
