/// The tensor files below a path, found by name and by content.
///
/// Paths are sorted by their bytes, never in the order of the file system, so a
/// walk gives the same result everywhere. Nothing is skipped without a word:
/// everything below the path is in exactly one of the six lists.
public struct FileTree: Sendable {
  /// The files to open: by name or by content: `.npy`, `.npz`, `.safetensors`, PyTorch's
  /// `.pt`, pickles, the `.metadata` of distributed checkpoints.
  ///
  /// A file that is named like one and is broken is among them; opening it says
  /// what is wrong.
  public private(set) var files: [String]
  /// What could not be read, or is no regular file, or is nothing at all.
  public private(set) var problems: [TensorFileError]
  /// Files of other kinds, which are not read.
  public private(set) var ignored: [String]
  /// Indices of tensors that are spread over several files, which are among `files`.
  public private(set) var indices: [String]
  /// The files with pieces of distributed checkpoints, whose metadata are among `files`.
  public private(set) var parts: [String]
  /// Symbolic links to what is listed under another path.
  public private(set) var aliases: [String]

  /// The bytes of all `files`, as far as their sizes tell.
  public private(set) var byteCount: UInt64

  /// Walks a directory, or takes a single file as it is.
  ///
  /// Symbolic links are followed after everything else, each target once; a link
  /// to a place above itself ends there. A file given by its path is in `files`
  /// whatever it holds: the user named it, and opening it says what is wrong.
  /// Errors are in `problems`, among them `.noTensorFiles` for a tree without any.
  public init(path: String) {
    var walk = DirectoryWalk()
    walk.start(at: path)
    files = walk.files.sorted(by: Self.precedes)
    ignored = walk.ignored.sorted(by: Self.precedes)
    indices = walk.indices.sorted(by: Self.precedes)
    parts = walk.parts.sorted(by: Self.precedes)
    aliases = walk.aliases.sorted(by: Self.precedes)
    problems = walk.problems
    byteCount = walk.byteCount
    if files.isEmpty && problems.isEmpty { problems = [Self.nothingFound(path, ignored.count)] }
  }

  private static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  private static func nothingFound(_ path: String, _ ignored: Int) -> TensorFileError {
    TensorFileError(
      .noTensorFiles, path: path,
      what: ignored == 0
        ? "the directory is empty" : "no tensor file among \(ignored) files",
      remedy: "give a directory with .npy, .npz, .safetensors, .pt or .pkl files")
  }
}
