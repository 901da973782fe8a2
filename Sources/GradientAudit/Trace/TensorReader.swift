public import TensorFiles

/// Reads tensors of a recording one after the other, a few files open at a time.
///
/// What its subclasses have in common: what looked wrong, what could not be read, and the
/// way in which threads go through a tensor's chunks.
public class TensorReader {
  /// The open files.
  var recording = OpenRecording()
  /// Told the bytes read since the last call, by any thread, never by two at once.
  let tell: (UInt64) -> Void

  init(progress: @escaping (UInt64) -> Void) { tell = progress }

  /// What looked wrong in the files so far; complete after ``finish()``.
  public var warnings: [TensorFileError] { recording.warnings }

  /// What could not be read so far; complete after ``finish()``.
  public var problems: [TensorFileError] { recording.problems }

  /// Closes all files, and checks that they still are what was opened.
  public func finish() { recording.close() }
}

extension OrderedWorkers {
  /// Does jobs as `forEach` does, up to the first error, which is thrown.
  func forEachThrowing<Product: Sendable, Failure: Error>(
    _ count: Int, make: (Int, Worker) throws(Failure) -> Product,
    take: (Product) throws(Failure) -> Void
  ) throws(Failure) {
    var failure: Failure?
    forEach(count) { index, worker in
      Result { () throws(Failure) in try make(index, worker) }
    } take: { result in
      do throws(Failure) {
        try take(try result.get())
        return true
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
  }
}
