public import TensorFiles

/// The files of a recording, in the order of their steps.
///
/// A recording is steps x tensors. Steps come from paths, names from a file's own
/// table or from its path. Nothing is opened until it is read.
public struct Recording: Sendable {
  /// The files by step, and within a step by path, numbers counted as numbers.
  public let files: [RecordedFile]
  /// What could not be listed.
  public let problems: [TensorFileError]
  /// Files in a directory that are of other kinds, and are not read.
  public let ignored: [String]
  /// The paths that were given.
  public let sources: [String]
  /// The bytes of the files; those named twice may count twice.
  public let byteCount: UInt64

  /// Finds the files at and below some paths.
  ///
  /// A file that is named twice is taken once; `-` is standard input.
  ///
  /// - Parameter assumedType: How elements without a type are read, such as NumPy's `V2`.
  public init(paths: [String], assuming assumedType: ElementType? = nil) {
    var files: [RecordedFile] = []
    var problems: [TensorFileError] = []
    var ignored: [String] = []
    var seen: Set<ByteName> = []
    var byteCount: UInt64 = 0
    for root in paths {
      let tree = FileTree(path: root)
      problems += tree.problems
      // What this program writes is no part of a recording.
      ignored += tree.ignored.filter { !$0.hasSuffix(".fphist") }
      byteCount &+= tree.byteCount
      for path in tree.files where seen.insert(ByteName(path)).inserted {
        let isRoot = ByteName(path) == ByteName(root)
        files.append(RecordedFile(path, below: isRoot ? nil : root, assuming: assumedType))
      }
    }
    self.files = files.map { ($0, TensorName($0.path)) }
      .sorted { ($0.0.step, $0.1) < ($1.0.step, $1.1) }
      .map(\.0)
    sources = paths
    self.problems = problems
    self.ignored = ignored
    self.byteCount = byteCount
  }
}

/// A file of a recording.
public struct RecordedFile: Sendable {
  /// Where the file is; `-` is standard input.
  public let path: String
  /// How elements without a type are read.
  let assumedType: ElementType?
  private let parsed: RecordingPath
  /// Whether it holds histograms instead of tensors; only a file that was named itself
  /// is taken for one.
  let isHistogram: Bool

  init(_ path: String, below root: String?, assuming assumedType: ElementType?) {
    self.path = path
    self.assumedType = assumedType
    parsed = RecordingPath(StandardInput.displayed(path), below: root)
    isHistogram = root == nil && RecordingHistogram.isFile(path)
  }

  /// The step that the path names; 0 where it names none.
  public var step: Int { parsed.step }

  /// Opens the file.
  public func open() throws(TensorFileError) -> TensorFile {
    try TensorFile(path: path, assuming: assumedType)
  }

  /// The name of one of the file's tensors in the recording.
  public func name(of tensor: StoredTensor) -> String { parsed.tensorName(tensor.name) }
}
