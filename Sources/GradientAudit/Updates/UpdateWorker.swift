internal import FloatEmulation
internal import TensorFiles

/// What one thread needs to follow blocks of weights through their steps.
final class UpdateWorker {
  private let query: UpdateQuery
  private let machine: OptimizerMachine?
  private let rules: [StoreRules]
  private let buffer = ChunkBuffer()
  private var scratch = UpdateScratch()
  private(set) var recording = OpenRecording()

  init(_ query: UpdateQuery) {
    self.query = query
    machine = query.optimizer.map {
      OptimizerMachine($0, arithmetic: query.arithmetic)
    }
    rules = query.formats.map { StoreRules($0, query) }
  }

  /// What came of a block.
  struct Product: Sendable {
    /// For each step; nil for one that could not be read, or that needs one before it that
    /// could not be.
    var tallies: [UpdateTally?] = []
    /// Why some could not be read, by their places.
    var failures: [(place: Int, problem: TensorFileError)] = []
    var byteCount: UInt64 = 0
  }

  /// Follows some weights of a tensor through all steps.
  ///
  /// An optimizer needs every step before; differences of recorded weights do not.
  func follow(_ tensor: UpdateTensor, _ elements: Range<Int>) -> Product {
    var product = Product()
    var run = BlockRun(rules)
    scratch.resize(elements.count)
    for (place, step) in tensor.steps.enumerated() {
      if machine != nil && !product.failures.isEmpty {
        product.tallies.append(nil)
        continue
      }
      do throws(TensorFileError) {
        try load(step, elements, into: &run)
      } catch {
        product.tallies.append(nil)
        product.failures.append((place, error))
        continue
      }
      product.byteCount += step.all.reduce(0) {
        $0 + UInt64(elements.count * $1.stored.elementWidth)
      }
      let random = RandomStream(
        seed: query.seed, tensor: UpdateWorker.streamNumber(tensor.name, step.number))
      product.tallies.append(run.step(machine, random, from: elements.lowerBound, &scratch))
    }
    return product
  }

  /// Closes all files, and checks that they still are what was opened.
  func finish() { recording.close() }

  /// Reads what a step brings.
  private func load(
    _ step: UpdateTensor.Step, _ elements: Range<Int>, into run: inout BlockRun
  ) throws(TensorFileError) {
    if let weights = step.weights { run.begin(try read(weights, elements), machine) }
    if let first = step.first { run.takeUp(first: try read(first, elements), machine) }
    if let second = step.second { run.takeUp(second: try read(second, elements), machine) }
    if run.isFresh, let before = query.stepsBefore { run.state.stepCount = before }
    if query.stepsBefore == nil, step.first != nil || step.second != nil {
      run.state.stepCount = max(0, step.number - 1)
    }
    run.changes = try read(step.change, elements)
  }

  private func read(
    _ tensor: RecordedTensor, _ elements: Range<Int>
  ) throws(TensorFileError) -> [Double] {
    if let values = try recording.values(of: tensor, elements, using: buffer) { return values }
    // What is wrong with the file is among the problems already.
    throw TensorFileError(
      .readFailed, path: tensor.path, tensor: tensor.name, what: "its file could not be read on")
  }

  /// A number for the random bits of a tensor at a step: FNV-1a of 64 bits over the name's
  /// bytes in UTF-8 and the step's eight, the least significant first.
  static func streamNumber(_ name: String, _ step: Int) -> UInt64 {
    let bytes = Array(name.utf8) + (0..<8).map { UInt8(truncatingIfNeeded: step >> (8 * $0)) }
    return bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

/// A block of weights on its way through the steps.
struct BlockRun {
  /// What the optimizer keeps for itself: its own weights, in its arithmetic.
  private var weights: [Double] = []
  private var stores: [WeightStore]
  private var block = UpdateBlock()
  var state = OptimizerState()
  /// Gradients, or the weights after the update.
  var changes: [Double] = []
  /// Whether no step was taken yet.
  private(set) var isFresh = true

  init(_ rules: [StoreRules]) { stores = rules.map(WeightStore.init) }

  /// Begins with recorded weights.
  mutating func begin(_ recorded: [Double], _ machine: OptimizerMachine?) {
    weights = recorded.map { machine?.rounded($0) ?? $0 }
    block.master.after = recorded.map { Double(Float($0)) }
    for index in stores.indices { stores[index].begin(recorded) }
  }

  /// Takes up a momentum buffer or a first moment.
  mutating func takeUp(first: [Double], _ machine: OptimizerMachine?) {
    state.first = first.map { machine?.rounded($0) ?? $0 }
  }

  /// Takes up a second moment.
  mutating func takeUp(second: [Double], _ machine: OptimizerMachine?) {
    state.second = second.map { machine?.rounded($0) ?? $0 }
    for index in stores.indices { stores[index].takeUp(second: second) }
  }

  /// Takes a step and counts what becomes of the updates.
  mutating func step(
    _ machine: OptimizerMachine?, _ random: RandomStream, from first: Int,
    _ scratch: inout UpdateScratch
  ) -> UpdateTally {
    isFresh = false
    makeUpdates(machine)
    stepMaster(machine)
    let counts = stores.indices.map { index in
      stores[index].step(block, random, from: first, &scratch)
    }
    var lost: UInt64 = 0
    for index in 0..<block.count where block.isLoss(index, of: block.master.before[index]) {
      lost += block.master.before[index] == block.master.after[index] ? 1 : 0
    }
    return UpdateTally(formats: counts, masterLost: lost)
  }

  private mutating func makeUpdates(_ machine: OptimizerMachine?) {
    guard let machine else {
      block.updates = zip(changes, weights).map { $0 - $1 }
      block.sizes = block.updates
      return
    }
    let before = weights
    (block.gradients, block.updates) = (changes, changes)
    machine.step(&block.updates, &weights, &state)
    block.decayFactor = machine.decayFactor
    let decay = block.decayFactor - 1
    block.sizes = zip(block.updates, before).map { $0 + decay * $1 }
  }

  private mutating func stepMaster(_ machine: OptimizerMachine?) {
    block.master.before = block.master.after
    for index in 0..<block.count {
      let weight = block.master.before[index]
      let decayed = machine?.decayed(weight, by: block.decayFactor) ?? weight
      block.master.after[index] = UpdateSum.fp32.of(decayed, block.updates[index])
    }
  }
}
