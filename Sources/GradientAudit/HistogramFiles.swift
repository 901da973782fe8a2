public import TensorFiles

/// The histogram files at and below some paths.
public struct HistogramFiles {
  /// The files: in the order of the paths, and below one by their bytes.
  public private(set) var paths: [String] = []
  /// What could not be listed.
  public private(set) var problems: [TensorFileError] = []

  /// Looks for files that end as histogram files do; one that is named itself is taken as
  /// it is.
  public init(_ roots: [String]) {
    for root in roots {
      let tree = FileTree(path: root)
      let found = (tree.files + tree.ignored).filter {
        ByteName($0) == ByteName(root) || $0.hasSuffix(RecordingHistogram.fileExtension)
      }
      problems += tree.problems.filter { $0.code != .noTensorFiles }
      if found.isEmpty && problems.isEmpty {
        problems.append(
          TensorFileError(
            .noTensorFiles, path: root, what: "no histogram file is in the directory",
            remedy: "make one with fpaudit histogram"))
      }
      paths += found
    }
  }
}
