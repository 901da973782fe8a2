public import FloatEmulation
public import TensorFiles

/// What becomes of updates: for each tensor at each step, and in all.
public struct UpdateAudit: Sendable {
  /// What was asked.
  public let query: UpdateQuery
  /// One for each tensor at each step, by step and then by name, numbers in names counted
  /// as numbers.
  public let entries: [UpdateEntry]
  /// The tensors of types that are not read.
  public let unaudited: [UnauditedTensor]
  /// What looks wrong.
  public let warnings: [TensorFileError]
  /// What could not be read or does not match.
  public let problems: [TensorFileError]

  /// The counts of all entries.
  public var total: UpdateTally { UpdateTally(entries.lazy.map(\.tally), query) }

  /// The counts of each tensor over its steps, in the order of names.
  public var tensors: [UpdateRollup] {
    let groups = Dictionary(grouping: entries) { ByteName($0.tensor) }
    return groups.map { ($0.value, TensorName($0.key.text)) }.sorted { $0.1 < $1.1 }.map {
      UpdateRollup(
        tensor: $1.text, stepCount: $0.count, tally: UpdateTally($0.lazy.map(\.tally), query))
    }
  }

  /// The steps, ascending.
  public var steps: [Int] { Set(entries.map(\.step)).sorted() }

  /// Adam's epsilon in each format; empty for other optimizers.
  public var epsilons: [RoundingResult] {
    guard let optimizer = query.optimizer, optimizer.isAdam else { return [] }
    return query.formats.map { Projection($0).round(optimizer.epsilon) }
  }
}

/// A tensor at a step.
public struct UpdateEntry: Hashable, Sendable {
  /// The step's number: that of the gradient, or of the weights before the update.
  public let step: Int
  /// The tensor's name.
  public let tensor: String
  /// The type of the recorded gradient, or of the weights after the update.
  public let elementType: ElementType
  /// The extents.
  public let shape: [Int]
  /// The counts.
  public let tally: UpdateTally
}

/// A tensor over its steps.
public struct UpdateRollup: Hashable, Sendable {
  /// The tensor's name.
  public let tensor: String
  /// At how many steps there are updates.
  public let stepCount: Int
  /// The counts.
  public let tally: UpdateTally
}

/// The counts of some updates.
public struct UpdateTally: Hashable, Sendable {
  /// For each format of the query, in its order.
  public private(set) var formats: [UpdateCounts]
  /// Updates that leave an FP32 weight as it was, under ties to even.
  public private(set) var masterLost: UInt64 = 0

  /// Nothing.
  init(formatCount: Int) {
    formats = [UpdateCounts](repeating: UpdateCounts(), count: formatCount)
  }

  init(formats: [UpdateCounts], masterLost: UInt64) {
    self.formats = formats
    self.masterLost = masterLost
  }

  /// The sum of some.
  init(_ tallies: some Sequence<UpdateTally>, _ query: UpdateQuery) {
    self.init(formatCount: query.formats.count)
    for tally in tallies { merge(tally) }
  }

  mutating func merge(_ other: UpdateTally) {
    for index in formats.indices { formats[index].merge(other.formats[index]) }
    masterLost += other.masterLost
  }
}
