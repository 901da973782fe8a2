internal import TensorFiles

/// A recording as scalers see it: what they ask of every step, and no more of its tensors
/// than it takes to say which of them overflow.
struct RecordedSteps: Sendable {
  /// What is known of each step.
  private(set) var steps: [ReplayStep] = []
  /// For each scaler with a scale for each tensor.
  private(set) var tensorScales: [TensorScales]
  /// Of all tensors, those too that are not replayed.
  private(set) var provenance = Provenance()
  private var types: [ElementType] = []
  /// The tensors by step, and then by name.
  private var tensors = ReplayedTensors()
  /// The tensors of each step.
  private var places: [Range<Int>] = []
  private var names = NameNumbers()
  /// By the number of the name, how many of the tensors have it.
  private var tensorCounts: [Int] = []
  /// The order of the tensors, where they were read from a file.
  private(set) var order = RecordingOrder()
  /// The last step of all blocks so far, which the next one may continue.
  private var open: StepBlock.Step?

  /// - Parameter tensorScaleCount: The number of scalers with a scale for each tensor.
  init(tensorScaleCount: Int) {
    tensorScales = [TensorScales](repeating: TensorScales(), count: tensorScaleCount)
  }

  /// Adds the next block of a recording.
  ///
  /// - Parameters:
  ///   - cache: Gives the thresholds of scales that tensors have.
  ///   - take: Called with each step that is whole by now, and the sum of its tensors.
  mutating func add(
    _ block: StepBlock, _ cache: ScaleCache, take: (ReplayStep, MagnitudeHistogram) -> Void
  ) {
    provenance.add(block.provenance)
    // Of a forged histogram: its counts cannot be added up.
    guard provenance.isCountable else { return }
    let numbers = block.names.map { names.number(of: $0) }
    let isContinued = open != nil && open?.number == block.steps.first?.number
    order.add(block.order, numbers: numbers, &names)
    while tensorCounts.count < names.names.count { tensorCounts.append(0) }
    for (name, count) in block.tensorCounts.enumerated() { tensorCounts[numbers[name]] += count }
    for index in tensorScales.indices {
      tensorScales[index].add(
        block.tensorScales[index], isContinued: isContinued, place: tensors.count,
        numbers: numbers, cache)
    }
    tensors.append(block.tensors, numbers: numbers)
    for (index, step) in block.steps.enumerated() {
      if index == 0 && isContinued {
        open?.add(step)
      } else {
        endStep(take)
        open = step
      }
    }
    for type in block.elementTypes where !types.contains(type) { types.append(type) }
  }

  /// Ends the last step, which is whole when all blocks are there.
  mutating func endStep(_ take: (ReplayStep, MagnitudeHistogram) -> Void) {
    guard let sum = open else { return }
    open = nil
    let start = places.last?.upperBound ?? 0
    places.append(start..<start + sum.tensorCount)
    let step = ReplayStep(number: sum.number, tensorCount: sum.tensorCount, sum.histogram)
    steps.append(step)
    take(step, sum.histogram)
  }

  /// The types of the values, by name.
  var elementTypes: [String] { types.map(\.name).sorted() }

  /// How many names there are.
  var nameCount: Int { names.names.count }

  /// Tensors that are not there at every step, with the number of their steps, by name.
  var unsteady: [(name: String, stepCount: Int)] {
    zip(names.names, tensorCounts).filter { $0.1 < steps.count }
      .map { (name: $0, stepCount: $1, key: TensorName($0)) }.sorted { $0.key < $1.key }
      .map { ($0.name, $0.stepCount) }
  }

  /// The name of a tensor.
  func name(of place: Int) -> String { names.names[Int(tensors[place].name)] }

  /// The tensors of a step with values that are not finite at a scale.
  func culprits(ofStep step: Int, _ thresholds: ScaleThresholds) -> [Int] {
    var culprits: [Int] = []
    tensors.forEach(in: places[step]) { place, tensor in
      if tensor.overflows(thresholds) { culprits.append(place) }
    }
    return culprits
  }
}

/// The tensors of all blocks, as they came: together, they would be copied.
private struct ReplayedTensors {
  private var blocks: [[ReplayedTensor]] = []
  /// The place of the first tensor of each block.
  private var starts: [Int] = []
  private(set) var count = 0

  /// Adds a block.
  ///
  /// - Parameter numbers: Those of its names among all.
  mutating func append(_ tensors: [ReplayedTensor], numbers: [Int]) {
    var tensors = tensors
    // Most often all blocks have the same names, in the same order.
    if !numbers.elementsEqual(numbers.indices) {
      for index in tensors.indices {
        tensors[index].name = UInt32(numbers[Int(tensors[index].name)])
      }
    }
    starts.append(count)
    count += tensors.count
    blocks.append(tensors)
  }

  subscript(place: Int) -> ReplayedTensor {
    let block = block(of: place)
    return blocks[block][place - starts[block]]
  }

  /// Calls a function with each tensor of a range, and its place.
  func forEach(in range: Range<Int>, _ body: (Int, ReplayedTensor) -> Void) {
    var place = range.lowerBound
    while place < range.upperBound {
      let block = block(of: place)
      let start = starts[block]
      let end = min(range.upperBound, start + blocks[block].count)
      for index in place - start..<end - start { body(start + index, blocks[block][index]) }
      place = end
    }
  }

  /// The block that has a place.
  private func block(of place: Int) -> Int {
    var (low, high) = (0, starts.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= place { low = middle } else { high = middle }
    }
    return low
  }
}
