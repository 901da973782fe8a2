internal import TensorFiles

/// The steps of some consecutive tensors of a recording; the first and the last may be parts.
struct StepBlock: Sendable {
  /// Consecutive tensors of a step.
  struct Step: Sendable {
    let number: Int
    /// The number of tensors.
    var tensorCount = 0
    /// The sum of theirs.
    var histogram = MagnitudeHistogram()
  }

  var steps: [Step] = []
  /// The tensors of all steps.
  var tensors: [ReplayedTensor] = []
  /// The names that their numbers stand for.
  var names: [String] = []
  /// The types of the values.
  var elementTypes: [ElementType] = []
  /// Of all tensors, those too that are not replayed.
  var provenance = Provenance()
  /// For each scaler with a scale for each tensor.
  var tensorScales: [TensorScaleBlock] = []

  /// Whether no tensor was left out.
  var isWhole: Bool { tensors.count == provenance.tensorCount }
}

/// Adds up the tensors of steps, in the order of a recording.
struct StepBuilder {
  private let filter: TensorFilter
  /// The magnitudes inside bins below which values are counted.
  private let innerCuts: [UInt64]
  private var sum = BinSum()
  private var names = NameNumbers()
  private var entries = TensorEntryReader(version: .newest)
  /// For each head that is kept, the number of its name.
  private var nameNumbers: [Int?] = []
  private var tensorScales: [TensorScaleBuilder]
  /// Without values; nil where no scaler asks for them.
  private let moments: BinMoments?
  private var block = StepBlock()
  /// The step of the tensor that was added last.
  private var step: StepBlock.Step?

  /// - Parameter tensorScales: For each scaler with a scale for each tensor.
  init(_ filter: TensorFilter, innerCuts: [UInt64], tensorScales: [TensorScaleBuilder]) {
    self.filter = filter
    self.innerCuts = innerCuts
    self.tensorScales = tensorScales
    moments = tensorScales.isEmpty ? nil : BinMoments()
  }

  /// Makes room for so many tensors.
  mutating func reserve(_ count: Int) { block.tensors.reserveCapacity(count) }

  /// Adds the next tensor, unless nothing of it is counted or it is not meant.
  mutating func add(_ tensor: TensorHistogram) {
    block.provenance.add(tensor)
    guard block.provenance.isCountable, tensor.hasCounts,
      filter == .all || filter.contains(tensor.tensor)
    else { return }
    begin(tensor.step, tensor.elementType)
    let histogram = innerCuts.isEmpty ? tensor.histogram : tensor.histogram.knowing(innerCuts)
    sum.add(histogram)
    let deviation = tensorScales.isEmpty ? 0 : histogram.standardDeviation
    add(
      histogram.summary, tensor.shape, name: names.number(of: tensor.tensor), deviation,
      count: { $0.add(histogram, $1) }, histogram: { histogram })
  }

  /// Adds a tensor that is not replayed.
  mutating func leaveOut(_ tensor: TensorHistogram) { block.provenance.add(tensor) }

  /// Reads the next tensor of a histogram file of the newest version and adds it.
  ///
  /// - Throws: If it is not as it should be; then nothing that was added counts.
  mutating func read(_ reader: inout ByteReader) throws(ByteReader.Fault) {
    guard innerCuts.isEmpty, filter == .all else {
      add(try entries.tensor(&reader))
      return
    }
    var entry = try entries.begin(&reader)
    guard block.provenance.isCountable(adding: entry.elementCount) else {
      throw reader.fault("the tensors have more elements than 63 bits can count")
    }
    if entry.hasCounts { begin(entry.step, entries.head(of: entry).elementType) }
    var moments = moments
    let reading = try sum.add(&reader, moments: &moments)
    let summary = reading.summary
    try entries.end(&entry, summary.count, &reader)
    block.provenance.add(entry, entries.head(of: entry), summary)
    guard entry.hasCounts else { return }
    add(
      summary, entries.head(of: entry).shape, name: name(of: entry),
      moments?.standardDeviation(of: summary) ?? 0,
      count: { counts, thresholds in
        if counts.add(reading, reader, thresholds) { return }
        counts.add(reading.histogram(reader), thresholds)
      }, histogram: { reading.histogram(reader) })
  }

  /// The number of an entry's name.
  private mutating func name(of entry: TensorEntry) -> Int {
    guard entries.isKept(entry) else { return names.number(of: entries.head(of: entry).tensor) }
    while nameNumbers.count <= entry.head { nameNumbers.append(nil) }
    if let number = nameNumbers[entry.head] { return number }
    let number = names.number(of: entries.head(of: entry).tensor)
    nameNumbers[entry.head] = number
    return number
  }

  /// Begins a step, unless the tensor before was of it.
  private mutating func begin(_ step: Int, _ elementType: ElementType) {
    if self.step?.number != step {
      endStep()
      self.step = StepBlock.Step(number: step)
    }
    if !block.elementTypes.contains(elementType) { block.elementTypes.append(elementType) }
  }

  private mutating func add(
    _ summary: HistogramSummary, _ shape: [Int], name: Int, _ standardDeviation: Double,
    count: (inout StepCounts, ScaleThresholds) -> Void, histogram: () -> MagnitudeHistogram
  ) {
    for index in tensorScales.indices {
      tensorScales[index].add(
        summary, shape, name: name, place: block.tensors.count, step: block.steps.count,
        standardDeviation: standardDeviation, count: count, histogram: histogram)
    }
    step?.tensorCount += 1
    block.tensors.append(ReplayedTensor(name: name, summary))
  }

  private mutating func endStep() {
    guard var step else { return }
    step.histogram = sum.take()
    block.steps.append(step)
    self.step = nil
  }

  /// What was added since the last time.
  mutating func take() -> StepBlock {
    endStep()
    block.names = names.names
    for index in tensorScales.indices { block.tensorScales.append(tensorScales[index].take()) }
    defer { block = StepBlock() }
    return block
  }
}
