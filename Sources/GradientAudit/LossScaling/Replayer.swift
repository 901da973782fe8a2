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
      var course = ScalerCourse(scaler)
      course.reserve(length, countsValues: false)
      for index in 0..<length {
        course.take(
          StepFinding(overflows: overflows[index % overflows.count], greatestMagnitude: 0))
      }
      return course.run
    }
    return Replay(
      projection: projection, arithmetic: query.arithmetic, length: length, runs: runs,
      sequence: sequence)
  }

  /// Replays everything in a recording that can be read.
  ///
  /// Values are read a second time where a scale is no power of two and they are there:
  /// what a histogram would bound is exact then.
  ///
  /// - Throws: ``ReplayError`` if it is too long.
  public func replay(_ recording: Recording) throws(ReplayError) -> Replay {
    if let stream = HistogramStream(of: recording), let material = material(stream, innerCuts: []) {
      return try replay(material) { self.material(stream, innerCuts: $0) ?? material }
    }
    let histogram = read(recording, innerCuts: [])
    let hasValues = recording.files.contains { !$0.isHistogram }
    return try replay(material(histogram, innerCuts: [])) { innerCuts in
      material(hasValues ? read(recording, innerCuts: innerCuts) : histogram, innerCuts: innerCuts)
    }
  }

  /// Replays what is kept of a recording.
  ///
  /// Whether a step overflows is exact at every scale. Counts at scales that are no
  /// powers of two are bounds.
  ///
  /// - Throws: ``ReplayError`` if it is too long.
  public func replay(_ histogram: RecordingHistogram) throws(ReplayError) -> Replay {
    try replay(material(histogram, innerCuts: [])) { material(histogram, innerCuts: $0) }
  }

  /// Replays a recording, and once more where counts depend on magnitudes inside bins.
  ///
  /// - Parameter again: The same with what is known at such magnitudes, given ascending.
  private func replay(
    _ material: ReplayMaterial, again: ([UInt64]) -> ReplayMaterial
  ) throws(ReplayError) -> Replay {
    let first = try replay(material)
    guard query.countsValues, !first.isExact else { return first }
    let cache = ScaleCache(projection, query.arithmetic)
    for run in first.runs { for row in run.rows { _ = cache.thresholds(at: row.scaleBefore) } }
    let innerCuts = material.recorded.tensorScales.reduce(into: Set(cache.innerCutsOfAll)) {
      $0.formUnion($1.innerCuts)
    }.sorted()
    guard innerCuts.count <= Replayer.innerCutLimit else { return first }
    return try replay(again(innerCuts))
  }

  private func replay(_ material: ReplayMaterial) throws(ReplayError) -> Replay {
    let recorded = material.recorded
    let length = try length(of: recorded.steps.count)
    // Of a forged histogram; the values of all steps are added up.
    let count = recorded.steps.count
    let passes = length / max(1, count) + (count == 0 || length % count == 0 ? 0 : 1)
    if recorded.provenance.elementCount.multipliedReportingOverflow(by: passes).overflow {
      throw .tooLong
    }
    var course = material.course
    course.goOn(to: length, recorded.steps)
    var tensorScales = recorded.tensorScales.makeIterator()
    let runs = course.runs.map { run in
      run.scaler.rule == .perTensor
        ? tensorScales.next()?.run(run.scaler, length, course.cache) ?? run : run
    }
    return Replay(
      projection: projection, arithmetic: query.arithmetic, length: length, runs: runs,
      material: material, thresholds: course.cache.known)
  }

  private func length(of streamCount: Int) throws(ReplayError) -> Int {
    guard let length = query.length.stepCount(of: streamCount) else { throw .tooLong }
    precondition(length >= 0, "a negative length")
    let (rows, overflows) = length.multipliedReportingOverflow(by: query.scalers.count)
    guard !overflows, rows <= Replayer.rowLimit else { throw .tooLong }
    return length
  }

  private var projection: Projection { Projection(query.format) }
}

/// What is replayed of a recording.
struct ReplayMaterial {
  /// All but the tensors.
  let histogram: RecordingHistogram
  let recorded: RecordedSteps
  /// The scalers, once they have taken the steps of the recording.
  let course: ReplayCourse
  let replicas: (count: Int, example: String?)
}

/// The blocks of a recording, replayed one after the other.
private struct ReplayedBlocks {
  private(set) var recorded: RecordedSteps
  private(set) var course: ReplayCourse

  init(_ query: Replayer.Query, innerCuts: [UInt64]) {
    recorded = RecordedSteps(
      tensorScaleCount: query.scalers.count { $0.rule == .perTensor })
    course = ReplayCourse(query, innerCuts: innerCuts)
  }

  mutating func add(_ block: StepBlock) {
    recorded.add(block, course.cache) { course.take($0, $1) }
  }

  /// Ends the last step.
  mutating func finish() { recorded.endStep { course.take($0, $1) } }
}

extension Replayer {
  /// Tensors that one thread adds up at a time.
  private static let blockSize = 4096

  private func read(_ recording: Recording, innerCuts: [UInt64]) -> RecordingHistogram {
    RecordingReader(
      innerCuts: innerCuts, keepsCounts: recording.files.contains(where: \.isHistogram),
      threadCount: threadCount, progress: progress
    ).read(recording)
  }

  private func material(_ histogram: RecordingHistogram, innerCuts: [UInt64]) -> ReplayMaterial {
    let replicas = Replicas(among: histogram.tensors)
    let tensors = histogram.tensors
    let blockCount = (tensors.count + Replayer.blockSize - 1) / Replayer.blockSize
    var blocks = ReplayedBlocks(query, innerCuts: innerCuts)
    let builders = ReplayBuilders(query, innerCuts)
    OrderedWorkers(threadCount: threadCount) { Reusable(builders.builder) }.forEach(
      blockCount,
      make: { number, builder in
        let start = number * Replayer.blockSize
        let places = start..<min(start + Replayer.blockSize, tensors.count)
        return builder.use { builder in
          let span = tensors.span
          for index in places {
            if replicas.places.contains(index) {
              builder.leaveOut(span[index])
            } else {
              builder.add(span[index])
            }
          }
          return builder.take()
        }
      },
      take: { block in
        blocks.add(block)
        return true
      })
    blocks.finish()
    return ReplayMaterial(
      histogram: histogram, recorded: blocks.recorded, course: blocks.course,
      replicas: (replicas.count, replicas.example))
  }

  /// Reads a histogram file; nil if it is not as it should be.
  private func material(_ stream: HistogramStream, innerCuts: [UInt64]) -> ReplayMaterial? {
    progress(Auditor.Progress(fileCount: 1, byteCount: stream.byteCount))
    var blocks = ReplayedBlocks(query, innerCuts: innerCuts)
    let rest = stream.read(
      threadCount: threadCount, builder: ReplayBuilders(query, innerCuts).builder,
      take: { block in
        blocks.add(block)
        // Ranks may have replicas, which are found among all tensors.
        let provenance = blocks.recorded.provenance
        return provenance.isCountable && !provenance.hasRanks && blocks.recorded.order.isStrict
      })
    blocks.finish()
    guard let rest else { return nil }
    return ReplayMaterial(
      histogram: rest, recorded: blocks.recorded, course: blocks.course, replicas: (0, nil))
  }
}

/// Makes what adds up the steps that are replayed.
private struct ReplayBuilders: Sendable {
  private let query: Replayer.Query
  private let innerCuts: [UInt64]

  init(_ query: Replayer.Query, _ innerCuts: [UInt64]) {
    self.query = query
    self.innerCuts = innerCuts
  }

  func builder() -> StepBuilder {
    StepBuilder(
      query.filter, innerCuts: innerCuts,
      tensorScales: query.scalers.filter { $0.rule == .perTensor }.map { scaler in
        TensorScaleBuilder(
          TensorScaleRule(scaler),
          ScaleCache(Projection(query.format), query.arithmetic, innerCuts: innerCuts),
          countsValues: query.countsValues)
      })
  }
}
