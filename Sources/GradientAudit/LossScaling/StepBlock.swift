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
  private var tensorScales: [TensorScaleBuilder]
  private var block = StepBlock()

  /// - Parameter tensorScales: For each scaler with a scale for each tensor.
  init(_ filter: TensorFilter, innerCuts: [UInt64], tensorScales: [TensorScaleBuilder]) {
    self.filter = filter
    self.innerCuts = innerCuts
    self.tensorScales = tensorScales
  }

  /// Adds the next tensor, unless nothing of it is counted or it is not meant.
  mutating func add(_ tensor: TensorHistogram) {
    block.provenance.add(tensor)
    guard block.provenance.isCountable, tensor.hasCounts,
      filter == .all || filter.contains(tensor.tensor)
    else { return }
    if block.steps.last?.number != tensor.step {
      endStep()
      block.steps.append(StepBlock.Step(number: tensor.step))
    }
    if !block.elementTypes.contains(tensor.elementType) {
      block.elementTypes.append(tensor.elementType)
    }
    let name = names.number(of: tensor.tensor)
    if innerCuts.isEmpty {
      add(tensor.histogram, tensor.shape, name)
    } else {
      add(tensor.histogram.knowing(innerCuts), tensor.shape, name)
    }
  }

  /// Adds a tensor that is not replayed.
  mutating func leaveOut(_ tensor: TensorHistogram) { block.provenance.add(tensor) }

  private mutating func add(
    _ histogram: MagnitudeHistogram, _ shape: [Int], _ name: Int
  ) {
    sum.add(histogram)
    for index in tensorScales.indices {
      tensorScales[index].add(
        histogram, shape, name: name, place: block.tensors.count, step: block.steps.count - 1)
    }
    block.steps[block.steps.count - 1].tensorCount += 1
    block.tensors.append(ReplayedTensor(name: name, histogram))
  }

  private mutating func endStep() {
    guard !block.steps.isEmpty else { return }
    block.steps[block.steps.count - 1].histogram = sum.take()
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
