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

    /// Adds later tensors of the step.
    mutating func add(_ other: Step) {
      tensorCount += other.tensorCount
      histogram.merge(other.histogram)
    }
  }

  var steps: [Step] = []
  /// The tensors of all steps.
  var tensors: [ReplayedTensor] = []
  /// The names that their numbers stand for.
  var names: [String] = []
  /// By the number of the name, how many of the tensors have it.
  var tensorCounts: [Int] = []
  /// The order of the tensors, where they were read from a file.
  var order = RecordingOrder()
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
  /// Whether every tensor is replayed, and nothing is asked that bins do not tell.
  private let takesReadings: Bool
  /// The magnitudes inside bins below which values are counted.
  private let innerCuts: [UInt64]
  private var sum = BinSum(keepsSigns: false)
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
    takesReadings = filter == .all && innerCuts.isEmpty
    self.innerCuts = innerCuts
    self.tensorScales = tensorScales
    moments = tensorScales.isEmpty ? nil : BinMoments()
  }

  /// Reads some tensors of a histogram file of the newest version.
  ///
  /// - Parameter bytes: These tensors, and nothing else.
  /// - Returns: What they sum up to; nil if one is not as it should be, or is not to be
  ///   replayed. Then the builder is of no use any more.
  mutating func block(of bytes: ArraySlice<UInt8>, tensorCount: Int) -> StepBlock? {
    var reader = ByteReader(bytes)
    block.tensors.reserveCapacity(tensorCount)
    do throws(ByteReader.Fault) {
      for _ in 0..<tensorCount {
        try read(&reader)
        guard let step, let tensor = block.tensors.last else { return nil }
        block.order.add(step: step.number, name: Int(tensor.name), &names)
      }
    } catch {
      return nil
    }
    return reader.isAtEnd ? take() : nil
  }

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
    add(histogram, deviation, tensor.shape, name: names.number(of: tensor.tensor))
  }

  /// Adds a tensor that is not replayed.
  mutating func leaveOut(_ tensor: TensorHistogram) { block.provenance.add(tensor) }

  /// Reads the next tensor of a histogram file of the newest version and adds it.
  ///
  /// - Throws: If it is not as it should be.
  mutating func read(_ reader: inout ByteReader) throws(ByteReader.Fault) {
    guard takesReadings else {
      add(try entries.tensor(&reader))
      return
    }
    var entry = try entries.begin(&reader)
    guard block.provenance.isCountable(adding: entry.elementCount) else {
      throw reader.fault("the tensors have more elements than 63 bits can count")
    }
    let head = entries.head(of: entry)
    if entry.hasCounts { begin(entry.step, head.elementType) }
    var moments = moments
    let histogram = ReadHistogram(try sum.add(&reader, moments: &moments), reader)
    let summary = histogram.summary
    try entries.end(&entry, summary.count, &reader)
    block.provenance.add(entry, head, summary)
    guard entry.hasCounts else { return }
    let deviation = moments?.standardDeviation(of: summary) ?? 0
    add(histogram, deviation, head.shape, name: name(of: entry, head))
  }

  /// The number of an entry's name.
  private mutating func name(of entry: TensorEntry, _ head: TensorHead) -> Int {
    guard entries.isKept(entry) else { return names.number(of: head.tensor) }
    while nameNumbers.count <= entry.head { nameNumbers.append(nil) }
    if let number = nameNumbers[entry.head] { return number }
    let number = names.number(of: head.tensor)
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
    _ histogram: some ReplayedHistogram, _ standardDeviation: Double, _ shape: [Int], name: Int
  ) {
    for index in tensorScales.indices {
      tensorScales[index].add(
        histogram, standardDeviation, shape, name: name, place: block.tensors.count,
        step: block.steps.count)
    }
    step?.tensorCount += 1
    block.tensors.append(ReplayedTensor(name: name, histogram.summary))
    while block.tensorCounts.count <= name { block.tensorCounts.append(0) }
    block.tensorCounts[name] += 1
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
