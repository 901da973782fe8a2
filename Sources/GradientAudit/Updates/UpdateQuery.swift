public import FloatEmulation

/// What is asked about updates.
public struct UpdateQuery: Sendable {
  /// What makes updates; nil where they are differences of recorded weights.
  public let optimizer: OptimizerSettings?
  /// The formats in which weights are kept.
  public let formats: [FloatFormat]
  /// The arithmetic of the optimizer's formula.
  public var arithmetic = UpdateArithmetic.fp32
  /// How update and weight are added.
  public var sum = UpdateSum.exact
  /// The random bits of each weight under stochastic rounding, N of variant A.
  public let randomBitCount: Int
  /// What the random bits of the run are made of.
  public var seed: UInt64 = 0
  /// The optimizer's steps before the first one that is replayed; nil where the recorded
  /// steps' numbers tell when state is given, and else 0.
  public var stepsBefore: Int?

  /// The formats that are looked at unless others are given.
  public static let defaultFormats: [FloatFormat] = [.binary16, .bfloat16, .binary32]
  /// The random bits that are used unless another number is given.
  public static let defaultRandomBitCount = 16
  /// The numbers of random bits that can be asked for: with 24 significant bits they stay
  /// within what a sum that is rounded to odd tells exactly.
  public static let randomBitCounts = 1...24

  /// Describes a question.
  ///
  /// - Precondition: ``canKeep(_:)`` is true of each format, and `randomBitCount` is one of
  ///   ``randomBitCounts``.
  public init(
    _ optimizer: OptimizerSettings?, formats: [FloatFormat] = defaultFormats,
    randomBitCount: Int = defaultRandomBitCount
  ) {
    precondition(formats.allSatisfy(UpdateQuery.canKeep), "a format that holds no weights")
    precondition(UpdateQuery.randomBitCounts.contains(randomBitCount), "too many random bits")
    self.optimizer = optimizer
    self.formats = formats
    self.randomBitCount = randomBitCount
  }

  /// Whether weights can be kept in a format: it has a sign and a zero, and binary32 has
  /// all its values.
  public static func canKeep(_ format: FloatFormat) -> Bool {
    format.isSigned && format.hasZero && RoundingKernel(Projection(format)).fitsBinary32
  }

  /// The rounding of the seeded run.
  var stochasticRounding: StochasticRounding? {
    StochasticRounding(randomBitCount: randomBitCount)
  }
}
