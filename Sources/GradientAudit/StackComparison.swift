public import TensorFiles

/// On which values of a recording two stacks differ.
public struct StackComparison: Sendable {
  /// The tensors in the order in which they were read.
  public internal(set) var tensors: [ComparedTensor] = []
  /// The first differences, as many as were asked for.
  public internal(set) var differences: [StackDifference] = []
  /// Tensors of types that are not compared.
  public internal(set) var unaudited: [UnauditedTensor] = []
  /// What looks wrong.
  public internal(set) var warnings: [TensorFileError] = []
  /// What could not be read.
  public internal(set) var problems: [TensorFileError] = []

  /// The counts of all tensors.
  public var total: DifferenceCounts { sum(tensors) }

  /// The counts by name, of tensors that differ at some step, the most first.
  public var worstTensors: [(tensor: String, counts: DifferenceCounts)] {
    let groups = Dictionary(grouping: tensors, by: \.tensor)
    return groups.map { (tensor: $0.key, counts: sum($0.value)) }
      .filter { $0.counts.differing > 0 }
      .sorted {
        ($1.counts.differing, TensorName($0.tensor)) < ($0.counts.differing, TensorName($1.tensor))
      }
  }

  private func sum(_ tensors: [ComparedTensor]) -> DifferenceCounts {
    tensors.reduce(into: DifferenceCounts()) { $0.add($1.counts) }
  }
}

/// The counts of one tensor at one step.
public struct ComparedTensor: Hashable, Sendable {
  /// The step.
  public let step: Int
  /// The name.
  public let tensor: String
  /// The type of the values.
  public let elementType: ElementType
  /// How many values differ, by kind.
  public let counts: DifferenceCounts
}

/// Why two stacks give different codes for a value.
public enum DifferenceKind: String, Hashable, Sendable, CaseIterable {
  /// The value is beyond the range of one of them, or infinite.
  case overflow
  /// One of them takes a subnormal for zero.
  case flush
  /// The value is NaN.
  case nan
  /// The direction, or a rounding too many.
  case rounding
}

/// How many values two stacks differ on, by kind.
public struct DifferenceCounts: Hashable, Sendable {
  /// The values compared.
  public internal(set) var values: UInt64 = 0
  private var counts: [DifferenceKind: UInt64] = [:]

  /// The number of differences of a kind.
  public internal(set) subscript(_ kind: DifferenceKind) -> UInt64 {
    get { counts[kind] ?? 0 }
    set { counts[kind] = newValue }
  }

  /// The number of differences.
  public var differing: UInt64 { counts.values.reduce(0, +) }

  mutating func add(_ other: DifferenceCounts) {
    values += other.values
    for (kind, count) in other.counts { self[kind] += count }
  }
}

/// A value on which two stacks differ.
public struct StackDifference: Hashable, Sendable {
  /// The step.
  public let step: Int
  /// The tensor's name.
  public let tensor: String
  /// The value's place in the tensor, in storage order.
  public let flatIndex: Int
  /// The type of the value.
  public let elementType: ElementType
  /// The value's bits in the file.
  public let bits: UInt64
  /// The value.
  public let value: Double
  /// What the first stack makes of it.
  public let first: UInt64
  /// What the second stack makes of it.
  public let second: UInt64
  /// Why they differ.
  public let kind: DifferenceKind
}
