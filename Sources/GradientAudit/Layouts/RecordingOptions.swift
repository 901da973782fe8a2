public import TensorFiles

/// How a recording is found and read, where names and headers do not say it all.
public struct RecordingOptions: Hashable, Sendable {
  /// How elements without a type are read, such as NumPy's `V2`, as which ml_dtypes'
  /// bfloat16 is saved; nil leaves them out.
  public var assumedType: ElementType?
  /// Where steps stand in paths; nil for the usual words.
  public var stepPattern: StepPattern?
  /// Which files are read.
  public var files: FileFilter
  /// The one rank that is read, whose tensors have plain names; nil for all, with the rank
  /// in their names.
  public var rank: Rank?
  /// The loss scale that is in the recorded values, and is undone; nil for what files say.
  public var recordedScale: LossScale?

  /// Which tensors are read, by their names in the recording.
  public var tensors = TensorFilter.all

  /// Reads every file as its name and its header say.
  public init(
    assumedType: ElementType? = nil, stepPattern: StepPattern? = nil, files: FileFilter = .all,
    rank: Rank? = nil, recordedScale: LossScale? = nil, tensors: TensorFilter = .all
  ) {
    self.assumedType = assumedType
    self.stepPattern = stepPattern
    self.files = files
    self.rank = rank
    self.recordedScale = recordedScale
    self.tensors = tensors
  }
}
