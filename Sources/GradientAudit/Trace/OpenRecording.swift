internal import TensorFiles

/// The files of a recording that are being read, a few open at a time.
struct OpenRecording {
  private static let limit = 64
  /// Faults of one entry of an archive, which leave the others readable.
  private static let entryFaults: Set<TensorFileError.Code> = [
    .checksumMismatch, .malformedCompression, .sizeMismatch,
  ]

  private typealias Open = (name: ByteName, file: TensorFile, layout: RecordingLayout?)
  private var files: [Open] = []
  /// Files that could not be read on, whose other tensors are left out.
  private var abandoned: Set<ByteName> = []
  private var isWarned: Set<ByteName> = []
  /// What looks wrong.
  private(set) var warnings: [TensorFileError] = []
  /// What could not be read.
  private(set) var problems: [TensorFileError] = []

  /// The file of a tensor, opened if need be; nil if it cannot be read, which is among
  /// the problems.
  mutating func file(of tensor: RecordedTensor) -> TensorFile? {
    let name = ByteName(tensor.path)
    if abandoned.contains(name) { return nil }
    do throws(TensorFileError) {
      let file = try opened(name, tensor)
      let stands =
        file.tensors.indices.contains(tensor.position)
        && file.tensors[tensor.position] == tensor.stored
      if stands { return file }
      throw TensorFileError(
        .changedWhileRead, path: StandardInput.displayed(tensor.path),
        what: "the file was changed while it was read",
        remedy: "wait until it is completely written and run again")
    } catch {
      abandon(tensor, error)
      return nil
    }
  }

  private mutating func opened(
    _ name: ByteName, _ tensor: RecordedTensor
  ) throws(TensorFileError) -> TensorFile {
    if let known = files.first(where: { $0.name == name }) { return known.file }
    if files.count == OpenRecording.limit { close(files.removeFirst()) }
    let file = try TensorFile(path: name.text, assuming: tensor.assumedType)
    files.append((name, file, tensor.layout))
    return file
  }

  /// Gives up a tensor that cannot be read, and its file unless the tensor's own entry of an
  /// archive is what is damaged.
  mutating func abandon(_ tensor: RecordedTensor, _ problem: TensorFileError) {
    let name = ByteName(tensor.path)
    problems.append(problem)
    if OpenRecording.entryFaults.contains(problem.code) { return }
    abandoned.insert(name)
    files.removeAll { $0.name == name }
  }

  /// Closes all files.
  mutating func close() {
    let open = files
    files = []
    for file in open { close(file) }
  }

  /// Says what there is to say about a file at its end.
  private mutating func close(_ open: Open) {
    do throws(TensorFileError) {
      if isWarned.insert(open.name).inserted {
        warnings += open.layout.warnings(of: open.file)
        if let suspicion = try open.file.interruptedWrite() { warnings.append(suspicion.warning) }
      }
      try open.file.verifyUnchanged()
    } catch {
      problems.append(error)
    }
  }
}
