public import FloatEmulation
internal import TensorFiles

/// Reads a recording, once, and compares what two stacks make of its values.
public struct StackComparer {
  private let first: ProjectionChain
  private let second: ProjectionChain
  private let limit: Int
  private let comparesNaNs: Bool
  private let progress: (Auditor.Progress) -> Void
  private let buffer = ChunkBuffer()

  /// Creates a comparer.
  ///
  /// - Parameters:
  ///   - comparesNaNs: Whether NaNs of different codes differ.
  ///   - limit: How many differences are kept.
  ///   - progress: Called after each tensor.
  /// - Precondition: Both lead to the same format, of at most 32 bits.
  public init(
    _ first: ProjectionChain, _ second: ProjectionChain, comparesNaNs: Bool = false,
    limit: Int = 10, progress: @escaping (Auditor.Progress) -> Void = { _ in }
  ) {
    precondition(first.format == second.format, "the stacks lead to different formats")
    self.first = first
    self.second = second
    self.comparesNaNs = comparesNaNs
    self.limit = limit
    self.progress = progress
  }

  /// Compares everything in a recording that can be read.
  ///
  /// A file or tensor that cannot be read, and a step and name that were seen before, are
  /// problems of the result and do not stop the others.
  public func compare(_ recording: Recording) -> StackComparison {
    let run = Run(
      StackPair(first, second, comparesNaNs: comparesNaNs, limit: limit),
      Auditor.Progress(fileCount: recording.files.count, byteCount: recording.byteCount))
    run.result.problems = recording.problems
    run.result.warnings = recording.warnings
    for file in recording.files {
      do throws(TensorFileError) {
        try compare(file, run)
      } catch {
        run.result.problems.append(error)
      }
      run.progress.filesDone += 1
      progress(run.progress)
    }
    run.result.problems += run.duplicates.problems(task: "compare")
    run.result.differences = run.pair.differences
    return run.result
  }

  /// The state of one run.
  private final class Run {
    let pair: StackPair
    var progress: Auditor.Progress
    var result = StackComparison()
    var seen = SeenTensors()
    var duplicates = DuplicateTensors()

    init(_ pair: StackPair, _ progress: Auditor.Progress) {
      self.pair = pair
      self.progress = progress
    }
  }

  private func compare(_ recorded: RecordedFile, _ run: Run) throws(TensorFileError) {
    let opened = try recorded.open()
    let file = opened.file
    run.result.problems += opened.problems + file.damagedUnread()
    run.result.warnings += opened.warnings
    for tensor in opened.tensors {
      let (step, name) = (recorded.step(of: tensor), recorded.name(of: tensor))
      if let first = run.seen.insert(step: step, name: name, path: recorded.path) {
        run.duplicates.add(
          name, step: step, path: StandardInput.displayed(recorded.path),
          byteOffset: tensor.byteOffset, first: StandardInput.displayed(first))
        continue
      }
      guard tensor.elementType.isAudited else {
        run.result.unaudited.append(
          UnauditedTensor(
            step: step, tensor: name, elementType: tensor.elementType,
            path: recorded.path))
        continue
      }
      run.pair.begin(step: step, tensor: name, tensor.elementType)
      do throws(TensorFileError) {
        try file.forEachChunk(of: tensor, using: buffer) { run.pair.compare($0) }
        run.result.tensors.append(run.pair.finish())
      } catch {
        run.pair.abandon()
        run.result.problems.append(error)
      }
      run.progress.bytesRead += tensor.byteCount
      progress(run.progress)
    }
    if let suspicion = try file.interruptedWrite() { run.result.warnings.append(suspicion.warning) }
    try file.verifyUnchanged()
  }
}
