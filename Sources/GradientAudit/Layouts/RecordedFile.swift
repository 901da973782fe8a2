public import TensorFiles

/// A file of a recording.
public struct RecordedFile: Sendable {
  /// Where the file is; `-` is standard input.
  public let path: String
  /// How it is read.
  let options: RecordingOptions
  let parsed: RecordingPath
  /// Whether it holds histograms instead of tensors: a file that was named itself, or one
  /// of a directory of such files.
  public let isHistogram: Bool

  init(
    _ path: String, below root: String?, _ options: RecordingOptions, isHistogram: Bool = false
  ) {
    self.path = path
    self.options = options
    parsed = RecordingPath(StandardInput.displayed(path), below: root, options.stepPattern)
    self.isHistogram = isHistogram
  }

  /// The step that the path names; 0 where it names none.
  public var step: Int { parsed.step }

  /// The rank that the path names; nil where it names none.
  public var rank: Rank? { parsed.rank }

  /// Opens the file.
  ///
  /// - Throws: What is wrong with the file, or with the loss scale that it tells.
  public func open() throws(TensorFileError) -> OpenedFile {
    try OpenedFile(self, TensorFile(path: path, assuming: options.assumedType))
  }

  /// Reads a file of histograms, as its recording would be read.
  public func histogram() throws(TensorFileError) -> RecordingHistogram {
    try RecordingHistogram(path: path).read(options, path)
  }

  /// The step of one of the file's tensors: that of a group which names one, or the file's.
  public func step(of tensor: StoredTensor) -> Int { group(of: tensor)?.step ?? step }

  /// The name of one of the file's tensors in the recording.
  public func name(of tensor: StoredTensor) -> String {
    let own = group(of: tensor)?.tensorName(nil, isPlain: false) ?? tensor.name
    return parsed.tensorName(own, isPlain: options.rank != nil)
  }

  /// Whether one of the file's tensors is read: it is meant, and tells no loss scale.
  func reads(_ tensor: StoredTensor) -> Bool {
    if RecordedScale.isScale(tensor) { return false }
    return options.tensors == .all || options.tensors.contains(name(of: tensor))
  }

  /// What the groups around a tensor say, where one of them names a step: as directories do.
  private func group(of tensor: StoredTensor) -> RecordingPath? {
    guard tensor.isInGroups, let name = tensor.name else { return nil }
    let path = RecordingPath(name, below: "", options.stepPattern)
    return path.hasStep ? path : nil
  }

  /// Whether a problem is of a tensor that is meant, or of none.
  func concerns(_ problem: TensorFileError) -> Bool {
    guard options.tensors != .all, let tensor = problem.tensor else { return true }
    return options.tensors.contains(parsed.tensorName(tensor, isPlain: options.rank != nil))
  }

  /// That the groups around a tensor name a step which is none.
  func problem(of tensor: StoredTensor) -> TensorFileError? {
    guard tensor.isInGroups, let name = tensor.name,
      let fault = RecordingPath(name, below: "", options.stepPattern).fault,
      case .noStep = fault
    else { return nil }
    return TensorFileError(
      fault.code, path: path, tensor: name, what: "\(fault.description); it is left out",
      remedy: fault.remedy)
  }

  /// The rank that stands before the names of its tensors.
  var namedRank: Rank? { options.rank == nil ? rank : nil }
}

/// A file of a recording that is open.
public struct OpenedFile: Sendable {
  /// The file.
  public let file: TensorFile
  /// Its tensors that are read: those that are meant, but not what tells the loss scale or
  /// whose step is none.
  public let tensors: [StoredTensor]
  /// Faults of single tensors that leave the others readable.
  public let problems: [TensorFileError]
  /// The loss scale that is in its values; nil where that is not known.
  public let recordedScale: LossScale?
  /// What might hold tensors and was not read, but what a producer's layout has besides.
  public let warnings: [TensorFileError]

  init(_ recorded: RecordedFile, _ file: TensorFile) throws(TensorFileError) {
    self.file = file
    let values = file.tensors.filter(recorded.reads)
    let faults = values.compactMap(recorded.problem)
    tensors = faults.isEmpty ? values : values.filter { recorded.problem(of: $0) == nil }
    problems = (file.problems + faults).filter(recorded.concerns)
    warnings = recorded.parsed.layout.warnings(of: file)
    let known = recorded.options.recordedScale
    recordedScale = known == nil ? try RecordedScale.scale(of: file) : known
  }
}
