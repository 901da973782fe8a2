public import FloatEmulation

/// The gradients that are summed.
public enum SumInputs: Sendable {
  /// Gradient accumulation: so many recorded steps after each other are the micro-batches of
  /// one step of the optimizer.
  case microBatches(Recording, count: Int)
  /// All-reduce: the recordings of ranks, which have the same tensors at the same steps. One
  /// that holds several ranks, by its paths, counts as so many.
  case ranks([Recording])
}

/// What is asked about sums of gradients.
public struct SumQuery: Sendable {
  /// The formats in which gradients and sums are kept.
  public let formats: [FloatFormat]
  /// How a gradient is added to a sum.
  public let sum: UpdateSum
  /// Which tensors are meant.
  public let filter: TensorFilter

  /// Describes a question.
  ///
  /// - Precondition: ``UpdateQuery/canKeep(_:)`` is true of each format.
  public init(
    formats: [FloatFormat] = UpdateQuery.defaultFormats, sum: UpdateSum = .exact,
    filter: TensorFilter = .all
  ) {
    precondition(formats.allSatisfy(UpdateQuery.canKeep), "a format that holds no gradients")
    self.formats = formats
    self.sum = sum
    self.filter = filter
  }
}

/// When a sum of gradients becomes their mean.
public enum SumOrder: String, Hashable, Sendable, CaseIterable {
  /// Each gradient is divided, then they are added.
  case before
  /// They are added, then the sum is divided.
  case after
}
