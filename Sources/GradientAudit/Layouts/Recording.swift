public import TensorFiles

/// The files of a recording, in the order of their steps.
///
/// A recording is steps x tensors. Steps come from paths, names from a file's own
/// table or from its path. Nothing is opened until it is read.
public struct Recording: Sendable {
  /// The files by step, and within a step by path, numbers counted as numbers.
  public let files: [RecordedFile]
  /// What could not be listed, or contradicts itself.
  public let problems: [TensorFileError]
  /// What looks wrong: ranks that are missing.
  public let warnings: [TensorFileError]
  /// Files in a directory that are of other kinds, and are not read.
  public let ignored: [String]
  /// The paths that were given.
  public let sources: [String]
  /// The bytes of the files; those named twice may count twice.
  public let byteCount: UInt64
  /// How it is read.
  public let options: RecordingOptions
  /// The paths that were given and lead to histograms alone, which stand for other paths.
  let histogramSources: [String]

  /// Finds the files at and below some paths.
  ///
  /// A file that is named twice, under whatever spelling, is taken once; `-` is standard
  /// input. A directory without tensors that holds histogram files is these.
  public init(paths: [String], options: RecordingOptions = RecordingOptions()) {
    let finder = RecordingFinder(paths, options)
    files = finder.files.map { ($0, TensorName($0.path)) }
      .sorted { ($0.0.step, $0.1) < ($1.0.step, $1.1) }
      .map(\.0)
    sources = paths
    self.options = options
    problems = finder.problems
    warnings = finder.warnings
    ignored = finder.ignored
    byteCount = finder.byteCount
    histogramSources = finder.histogramSources
  }

  /// Finds the files at and below some paths.
  ///
  /// - Parameter assumedType: How elements without a type are read, such as NumPy's `V2`.
  public init(paths: [String], assuming assumedType: ElementType?) {
    self.init(paths: paths, options: RecordingOptions(assumedType: assumedType))
  }

  /// The paths of tensors, and not of histograms.
  var tensorSources: [String] {
    let histograms = Set(histogramSources.map(ByteName.init))
    return sources.filter { !histograms.contains(ByteName($0)) }
  }
}
