public import TensorFiles

/// What becomes of sums of gradients.
public struct SumAudit: Sendable {
  /// What was asked.
  public let query: SumQuery
  /// How many gradients a mean is of: micro-batches or ranks.
  public let addendCount: Int
  /// One for each tensor and mean, by step and then by name, numbers in names counted as
  /// numbers.
  public let entries: [SumEntry]
  /// Recorded steps at the end that are too few for another mean.
  public let stepsLeft: [Int]
  /// The tensors of types that are not read.
  public let unaudited: [UnauditedTensor]
  /// What looks wrong.
  public let warnings: [TensorFileError]
  /// What could not be read or does not match.
  public let problems: [TensorFileError]

  /// The counts of all entries.
  public var total: SumTally { SumTally(entries.lazy.map(\.tally), query) }

  /// The counts of each tensor, in the order of names.
  public var tensors: [(tensor: String, tally: SumTally)] {
    let groups = Dictionary(grouping: entries) { ByteName($0.tensor) }
    return groups.map { (TensorName($0.key.text), $0.value) }.sorted { $0.0 < $1.0 }.map {
      ($0.text, SumTally($1.lazy.map(\.tally), query))
    }
  }
}

/// The means of a tensor.
public struct SumEntry: Hashable, Sendable {
  /// The step, the first of the micro-batches.
  public let step: Int
  /// The tensor's name.
  public let tensor: String
  /// The type of the recorded gradients.
  public let elementType: ElementType
  /// The extents.
  public let shape: [Int]
  /// The counts.
  public let tally: SumTally
}

/// The counts of some means.
public struct SumTally: Hashable, Sendable {
  /// For each format of the query, in its order, divided before they are added.
  public internal(set) var before: [SumCounts]
  /// For each format of the query, in its order, divided after they are added.
  public internal(set) var after: [SumCounts]

  init(formatCount: Int) {
    before = [SumCounts](repeating: SumCounts(), count: formatCount)
    after = before
  }

  init(_ tallies: some Sequence<SumTally>, _ query: SumQuery) {
    self.init(formatCount: query.formats.count)
    for tally in tallies { merge(tally) }
  }

  /// The counts in one order.
  public subscript(_ order: SumOrder) -> [SumCounts] {
    get { order == .before ? before : after }
    set { if order == .before { before = newValue } else { after = newValue } }
  }

  mutating func merge(_ other: SumTally) {
    for order in SumOrder.allCases {
      for index in self[order].indices { self[order][index].merge(other[order][index]) }
    }
  }
}
