internal import GradientAudit
internal import TensorFiles

/// How far a reading of tensors is, on the progress line.
final class TensorProgress {
  private let line = ProgressLine()
  private var progress: Auditor.Progress
  private var lastPath: ByteName?

  init(_ tensors: [RecordedTensor]) {
    progress = Auditor.Progress(
      fileCount: Set(tensors.map { ByteName($0.path) }).count,
      byteCount: tensors.reduce(0) { $0 &+ $1.stored.byteCount })
  }

  /// Notes that a tensor begins.
  func begin(_ tensor: RecordedTensor) {
    let path = ByteName(tensor.path)
    if let lastPath, lastPath != path {
      progress.filesDone = min(progress.filesDone + 1, progress.fileCount - 1)
    }
    lastPath = path
  }

  func show(_ byteCount: UInt64) {
    progress.bytesRead += byteCount
    line.show(progress)
  }

  func erase() { line.erase() }
}
