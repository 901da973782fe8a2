internal import TensorFiles

/// Reads a recording, once, and audits it.
public struct Auditor {
  private let plan: AuditPlan
  private let progress: (Progress) -> Void
  private let buffer = ChunkBuffer()

  /// How far a run is.
  public struct Progress: Sendable {
    /// The files read to their end.
    public var filesDone = 0
    /// The files of the recording.
    public var fileCount: Int
    /// The bytes of tensors read so far.
    public var bytesRead: UInt64 = 0
  }

  /// Creates an auditor.
  ///
  /// - Parameters:
  ///   - plan: What to ask.
  ///   - progress: Called after each tensor.
  public init(_ plan: AuditPlan, progress: @escaping (Progress) -> Void = { _ in }) {
    self.plan = plan
    self.progress = progress
  }

  /// Audits everything in a recording that can be read.
  ///
  /// A file that cannot be read is a problem of the result and does not stop the
  /// others. A tensor whose step and name were seen before is one, too: it is
  /// left out, since its values would count twice.
  public func audit(_ recording: Recording) -> Audit {
    var builder = AuditBuilder(plan: plan)
    var run = Run(Progress(fileCount: recording.files.count))
    for problem in recording.problems { builder.add(problem: problem) }
    for path in recording.ignored { builder.add(ignored: path) }
    for file in recording.files {
      do throws(TensorFileError) {
        try audit(file, &builder, &run)
      } catch {
        builder.add(problem: error)
      }
      run.progress.filesDone += 1
      progress(run.progress)
    }
    return builder.finish()
  }

  /// The state of one run: its progress, and where each tensor was first seen.
  private struct Run {
    var progress: Progress
    var seen: [TensorKey: String] = [:]

    init(_ progress: Progress) { self.progress = progress }
  }

  private struct TensorKey: Hashable {
    let step: Int
    let name: ByteName
  }

  private func audit(
    _ recorded: RecordedFile, _ builder: inout AuditBuilder, _ run: inout Run
  ) throws(TensorFileError) {
    let file = try TensorFile(path: recorded.path)
    for problem in file.problems { builder.add(problem: problem) }
    for tensor in file.tensors {
      let name = recorded.name(of: tensor)
      let key = TensorKey(step: recorded.step, name: ByteName(name))
      if let first = run.seen[key] {
        builder.add(problem: duplicate(tensor, key, in: recorded.path, first))
        continue
      }
      run.seen[key] = recorded.path
      guard tensor.elementType.isAudited else {
        builder.add(
          unaudited: UnauditedTensor(
            step: recorded.step, tensor: name, elementType: tensor.elementType,
            path: recorded.path))
        continue
      }
      try builder.add(step: recorded.step, tensor: name, tensor, of: file, using: buffer)
      run.progress.bytesRead += tensor.byteCount
      progress(run.progress)
    }
    if let suspicion = try file.interruptedWrite() { builder.add(warning: suspicion.warning) }
    try file.verifyUnchanged()
  }

  private func duplicate(
    _ tensor: StoredTensor, _ key: TensorKey, in path: String, _ first: String
  ) -> TensorFileError {
    TensorFileError(
      .duplicateTensorName, path: path, tensor: key.name.text, byteOffset: tensor.byteOffset,
      what: "step \(key.step) has this tensor already, from \(first)",
      remedy: "audit the two recordings one at a time")
  }
}
