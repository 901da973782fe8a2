internal import TensorFiles

/// Reads tensors and measures what cells do to the accuracy of their values.
///
/// Each tensor is read once, by all threads; the numbers are the same for any number of
/// them, bit by bit.
public final class MetricsReader: TensorReader {
  /// What is measured.
  public let query: MetricsQuery
  private let workers: OrderedWorkers<MetricsWorker>

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
    workers = OrderedWorkers(threadCount: threadCount) { MetricsWorker(query) }
    super.init(progress: progress)
  }

  /// Measures one tensor.
  ///
  /// - Parameter tensor: Of a `RecordingIndex`.
  /// - Returns: nil if the file cannot be read to the end of the tensor, which is among the
  ///   problems.
  public func metrics(of tensor: RecordedTensor) -> TensorMetrics? {
    guard let file = recording.file(of: tensor) else { return nil }
    var cells = [ErrorMetrics](repeating: ErrorMetrics(), count: query.cells.count)
    let stored = tensor.stored
    do throws(TensorFileError) {
      try workers.forEachThrowing(stored.chunkCount) { index, worker throws(TensorFileError) in
        try worker.metrics(of: tensor, stored.chunk(index), in: file)
      } take: { (made: MetricsWorker.Product) throws(TensorFileError) in
        for index in cells.indices { cells[index].merge(made.metrics[index]) }
        tell(made.byteCount)
      }
    } catch {
      recording.abandon(tensor, error)
      return nil
    }
    return TensorMetrics(tensor: tensor, cells: cells)
  }
}
