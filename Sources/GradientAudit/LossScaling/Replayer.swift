public import FloatEmulation
internal import TensorFiles

/// Replays what scalers do with a stream of steps.
///
/// A closed loop in the scale: each step is scaled by what the scaler has decided on by
/// then, and whether it overflows is decided from the recorded values, exactly. An open
/// loop in the weights: the recorded gradients are those of one training, and a step that
/// is skipped here would have changed all later ones.
public struct Replayer {
  /// What is replayed, and how.
  public struct Query: Sendable {
    /// The format that scaled gradients are stored in, ties to even.
    public var format: FloatFormat
    /// The scalers, side by side.
    public var scalers: [LossScaler]
    /// How a value is scaled.
    public var arithmetic = ScaleArithmetic.exact
    /// How long.
    public var length = ReplayLength.times(1)
    /// Which tensors.
    public var filter = TensorFilter.all
    /// Whether the values that are lost are counted, which takes most of the time.
    public var countsValues = true

    /// Asks for one pass over the stream.
    public init(_ scalers: [LossScaler], format: FloatFormat = .binary16) {
      self.scalers = scalers
      self.format = format
    }
  }

  /// The most rows of a replay: steps times scalers.
  public static let rowLimit = 20_000_000
  /// The most magnitudes for which values are read a second time.
  private static let innerCutLimit = 512

  private let query: Query
  private let threadCount: Int
  private let progress: (Auditor.Progress) -> Void

  /// Creates a replayer.
  ///
  /// - Precondition: The format is signed: rounding is the same for both signs.
  public init(
    _ query: Query, threadCount: Int = Auditor.processorCount,
    progress: @escaping (Auditor.Progress) -> Void = { _ in }
  ) {
    precondition(query.format.isSigned, "gradients have signs")
    self.query = query
    self.threadCount = threadCount
    self.progress = progress
  }

  /// Replays a sequence, without values; scalers that follow magnitudes are left out.
  ///
  /// - Throws: ``ReplayError`` if it is too long.
  public func replay(_ sequence: OverflowSequence) throws(ReplayError) -> Replay {
    let overflows = sequence.overflows
    let length = try length(of: overflows.count)
    let runs = query.scalers.filter { !$0.needsMagnitudes }.map { scaler in
      ScalerRun(scaler, length, steps: overflows.indices) { place, _ in
        StepFinding(overflows: overflows[place], greatestMagnitude: 0)
      }
    }
    return Replay(
      projection: projection, arithmetic: query.arithmetic,
      steps: overflows.indices.map(ReplayStep.init(number:)), length: length, sequence: sequence,
      runs: runs, histogram: RecordingHistogram(sources: []), recorded: nil, answers: [])
  }

  /// Replays everything in a recording that can be read.
  ///
  /// Values are read a second time where a scale is no power of two and they are there:
  /// what a histogram would bound is exact then.
  ///
  /// - Throws: ``ReplayError`` if it is too long.
  public func replay(_ recording: Recording) throws(ReplayError) -> Replay {
    let histogram = read(recording, innerCuts: [])
    let first = try replay(histogram)
    let hasValues = recording.files.contains { !$0.isHistogram }
    guard query.countsValues, hasValues, !first.isExact else { return first }
    let cache = ScaleCache(projection, query.arithmetic)
    for run in first.runs { for row in run.rows { _ = cache.thresholds(at: row.scaleBefore) } }
    let innerCuts = cache.innerCutsOfAll
    guard innerCuts.count <= Replayer.innerCutLimit else { return first }
    return try replay(read(recording, innerCuts: innerCuts), innerCuts: innerCuts)
  }

  /// Replays what is kept of a recording.
  ///
  /// Whether a step overflows is exact at every scale. Counts at scales that are no
  /// powers of two are bounds.
  ///
  /// - Throws: ``ReplayError`` if it is too long.
  public func replay(_ histogram: RecordingHistogram) throws(ReplayError) -> Replay {
    try replay(histogram, innerCuts: [])
  }

  private func read(_ recording: Recording, innerCuts: [UInt64]) -> RecordingHistogram {
    RecordingReader(
      innerCuts: innerCuts, keepsCounts: recording.files.contains(where: \.isHistogram),
      threadCount: threadCount, progress: progress
    ).read(recording)
  }

  private var projection: Projection { Projection(query.format) }

  private func replay(
    _ histogram: RecordingHistogram, innerCuts: [UInt64]
  ) throws(ReplayError) -> Replay {
    let tensors = Replicas(among: histogram.tensors).tensors
    let recorded = RecordedSteps(chosen(tensors), threadCount: threadCount)
    let length = try length(of: recorded.steps.count)
    let cache = ScaleCache(projection, query.arithmetic, innerCuts: innerCuts)
    let runs = query.scalers.map { run($0, recorded, length, cache) }
    let answers = StepAnswers(recorded, cache, countsValues: query.countsValues)
      .answers(to: runs, threadCount: threadCount)
    return Replay(
      projection: projection, arithmetic: query.arithmetic, steps: recorded.steps,
      length: length, sequence: nil, runs: runs, histogram: histogram, recorded: recorded,
      answers: answers)
  }

  /// The tensors of which anything is counted and that are meant.
  private func chosen(_ tensors: [TensorHistogram]) -> [TensorHistogram] {
    if query.filter == .all, tensors.allSatisfy(\.hasCounts) { return tensors }
    return tensors.filter { $0.hasCounts && query.filter.contains($0.tensor) }
  }

  private func length(of streamCount: Int) throws(ReplayError) -> Int {
    guard let length = query.length.stepCount(of: streamCount) else { throw .tooLong }
    let (rows, overflows) = length.multipliedReportingOverflow(by: query.scalers.count)
    guard !overflows, rows <= Replayer.rowLimit else { throw .tooLong }
    return length
  }

  private func run(
    _ scaler: LossScaler, _ recorded: RecordedSteps, _ length: Int, _ cache: ScaleCache
  ) -> ScalerRun {
    if scaler.rule == .perTensor {
      return TensorScales(scaler, recorded, threadCount: threadCount)
        .run(length, cache, countsValues: query.countsValues)
    }
    let steps = recorded.steps
    return ScalerRun(scaler, length, steps: steps.indices) { place, scale in
      StepFinding(
        overflows: steps[place].overflows(cache.thresholds(at: scale)),
        greatestMagnitude: steps[place].greatestMagnitude)
    }
  }
}
