internal import TensorFiles

/// A recording as scalers see it: what they ask of every step, and no more of its tensors
/// than it takes to say which of them overflow.
struct RecordedSteps: Sendable {
  /// What is known of each step.
  private(set) var steps: [ReplayStep] = []
  /// The sum of each step's tensors.
  private(set) var histograms: [MagnitudeHistogram] = []
  /// For each scaler with a scale for each tensor.
  private(set) var tensorScales: [TensorScales] = []
  /// Of all tensors, those too that are not replayed.
  private(set) var provenance = Provenance()
  /// The types of the values, by name.
  let elementTypes: [String]
  /// Tensors that are not there at every step, with the number of their steps, by name.
  let unsteady: [(name: String, stepCount: Int)]
  /// The tensors by step, and then by name.
  private var tensors: [ReplayedTensor] = []
  /// The tensors of each step.
  private var places: [Range<Int>] = []
  private let names: NameNumbers

  /// Puts the blocks of a recording together, in their order.
  ///
  /// - Parameter cache: Gives the thresholds of scales that tensors have.
  init(_ blocks: [StepBlock], _ cache: ScaleCache) {
    tensors.reserveCapacity(blocks.reduce(0) { $0 + $1.tensors.count })
    var names = NameNumbers()
    let numbers = blocks.map { block in block.names.map { names.number(of: $0) } }
    self.names = names
    let scalerCount = blocks.first?.tensorScales.count ?? 0
    tensorScales = [TensorScales](
      repeating: TensorScales(nameCount: names.names.count), count: scalerCount)
    var sums: [StepBlock.Step] = []
    for (block, numbers) in zip(blocks, numbers) {
      let isContinued = block.steps.first != nil && sums.last?.number == block.steps.first?.number
      for index in tensorScales.indices {
        tensorScales[index].add(
          block.tensorScales[index], isContinued: isContinued, place: tensors.count,
          numbers: numbers, cache)
      }
      for (index, step) in block.steps.enumerated() {
        if index == 0 && isContinued {
          sums[sums.count - 1].tensorCount += step.tensorCount
          sums[sums.count - 1].histogram.merge(step.histogram)
        } else {
          sums.append(step)
        }
      }
      let start = tensors.count
      tensors += block.tensors
      // Most often all blocks have the same names, in the same order.
      if !numbers.elementsEqual(numbers.indices) {
        for place in start..<tensors.count {
          tensors[place].name = UInt32(numbers[Int(tensors[place].name)])
        }
      }
      provenance.add(block.provenance)
    }
    elementTypes = Set(blocks.flatMap(\.elementTypes)).map(\.name).sorted()
    var start = 0
    for sum in sums {
      places.append(start..<start + sum.tensorCount)
      start += sum.tensorCount
    }
    histograms = sums.map(\.histogram)
    steps = sums.map { ReplayStep(number: $0.number, tensorCount: $0.tensorCount, $0.histogram) }
    unsteady = RecordedSteps.unsteady(tensors, names.names, stepCount: sums.count)
  }

  /// How many names there are.
  var nameCount: Int { names.names.count }

  /// Whether steps ascend, and the natural order of the names within each, so that no tensor
  /// is there twice.
  var isStrict: Bool {
    let ranks = names.ranks
    let areStepsStrict = zip(steps, steps.dropFirst()).allSatisfy { $0.number < $1.number }
    return areStepsStrict
      && places.allSatisfy { places in
        places.dropFirst().allSatisfy {
          ranks[Int(tensors[$0 - 1].name)] < ranks[Int(tensors[$0].name)]
        }
      }
  }

  /// The name of a tensor.
  func name(of place: Int) -> String { names.names[Int(tensors[place].name)] }

  /// The tensors of a step with values that are not finite at a scale.
  func culprits(ofStep step: Int, _ thresholds: ScaleThresholds) -> [Int] {
    places[step].filter { tensors[$0].overflows(thresholds) }
  }

  private static func unsteady(
    _ tensors: [ReplayedTensor], _ names: [String], stepCount: Int
  ) -> [(name: String, stepCount: Int)] {
    var counts = [Int](repeating: 0, count: names.count)
    for tensor in tensors { counts[Int(tensor.name)] += 1 }
    return zip(names, counts).filter { $0.1 < stepCount }
      .map { (name: $0, stepCount: $1, key: TensorName($0)) }.sorted { $0.key < $1.key }
      .map { ($0.name, $0.stepCount) }
  }
}
