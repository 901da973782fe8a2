public import TensorFiles

/// Reads tensors and measures what cells do to the accuracy of their values.
///
/// Each tensor is read once, by all threads; the numbers are the same for any number of
/// them, bit by bit.
public final class MetricsReader {
  /// What is measured.
  public let query: MetricsQuery
  private let workers: OrderedWorkers<MetricsWorker>
  private var recording = OpenRecording()
  private let tell: (UInt64) -> Void

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - query: What to measure.
  ///   - threadCount: How many threads read; at least 1.
  ///   - progress: Called with the bytes read since the last call, by any thread, never by
  ///     two at once.
  public init(
    _ query: MetricsQuery, threadCount: Int = Auditor.processorCount,
    progress: @escaping (UInt64) -> Void = { _ in }
  ) {
    self.query = query
    workers = OrderedWorkers(
      workers: (0..<max(1, threadCount)).map { _ in MetricsWorker(query) })
    tell = progress
  }

  /// What looked wrong in the files so far; complete after ``finish()``.
  public var warnings: [TensorFileError] { recording.warnings }

  /// What could not be read so far; complete after ``finish()``.
  public var problems: [TensorFileError] { recording.problems }

  /// Closes all files, and checks that they still are what was opened.
  public func finish() { recording.close() }

  /// Measures one tensor.
  ///
  /// - Parameter tensor: Of a `RecordingIndex`.
  /// - Returns: nil if the file cannot be read to the end of the tensor, which is among the
  ///   problems.
  public func metrics(of tensor: RecordedTensor) -> TensorMetrics? {
    guard let file = recording.file(of: tensor) else { return nil }
    var cells = [ErrorMetrics](repeating: ErrorMetrics(), count: query.cells.count)
    var failure: TensorFileError?
    let stored = tensor.stored
    workers.forEach(stored.chunkCount) { index, worker in
      worker.metrics(of: stored, stored.chunk(index), in: file)
    } take: { (result: Result<[ErrorMetrics], TensorFileError>, byteCount: UInt64) in
      switch result {
      case .success(let metrics):
        for index in cells.indices { cells[index].merge(metrics[index]) }
        tell(byteCount)
      case .failure(let error): failure = error
      }
      return failure == nil
    }
    if let failure {
      recording.abandon(tensor, failure)
      return nil
    }
    return TensorMetrics(tensor: tensor, cells: cells)
  }
}
