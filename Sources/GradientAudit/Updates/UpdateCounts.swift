/// What becomes of the updates of a tensor at a step where weights are kept in one format.
///
/// `count = nonfinite + zero + nonzero`. An update is *lost* when it is not zero and the
/// weight is as it was.
public struct UpdateCounts: Hashable, Sendable {
  /// The weights.
  public internal(set) var count: UInt64 = 0
  /// Where the weight in the format or the update is infinite or NaN.
  public internal(set) var nonfinite: UInt64 = 0
  /// Where the update is zero.
  public internal(set) var zero: UInt64 = 0
  /// Lost under ties to even.
  public internal(set) var lost: UInt64 = 0
  /// Where the new weight is beyond the format, under ties to even.
  public internal(set) var overflow: UInt64 = 0
  /// Lost in the seeded run of stochastic rounding.
  public internal(set) var stochasticLost: UInt64 = 0
  /// How many of the `2^N` equally likely draws lose an update, summed over all of them.
  public internal(set) var losingDraws: UInt128 = 0
  /// Where the weight is as it was under Kahan summation, whatever the compensation has
  /// taken up.
  public internal(set) var kahanUnmoved: UInt64 = 0
  /// Lost under Kahan summation: weight and compensation are as they were.
  public internal(set) var kahanLost: UInt64 = 0
  /// Where the copy in the format of an FP32 master weight is as it was.
  public internal(set) var copyUnmoved: UInt64 = 0
  /// The sizes of the updates that are not zero, under ties to even.
  public internal(set) var sizes = UpdateSizes()
  /// What the format does to the squares that Adam needs; nil for other optimizers.
  public internal(set) var squares: SquareCounts?

  /// Nothing.
  public init() {}

  /// The updates that are finite and not zero.
  public var nonzero: UInt64 { count - nonfinite - zero }

  /// How many updates stochastic rounding loses on average, in the order of steps that the
  /// seeded run has come to; exact unless the number has more than 53 bits.
  public func expectedLosses(_ query: UpdateQuery) -> Double {
    Double(losingDraws) / Double(UInt64(1) << UInt64(query.randomBitCount))
  }

  mutating func merge(_ other: UpdateCounts) {
    count += other.count
    nonfinite += other.nonfinite
    zero += other.zero
    lost += other.lost
    overflow += other.overflow
    stochasticLost += other.stochasticLost
    losingDraws += other.losingDraws
    kahanUnmoved += other.kahanUnmoved
    kahanLost += other.kahanLost
    copyUnmoved += other.copyUnmoved
    sizes.merge(other.sizes)
    if let more = other.squares { squares = (squares ?? SquareCounts()).merged(more) }
  }
}

/// What a format does to the squares of gradients, which Adam's second moment is made of.
public struct SquareCounts: Hashable, Sendable {
  /// The finite gradients that are not zero.
  public internal(set) var nonzero: UInt64 = 0
  /// Those whose square becomes zero.
  public internal(set) var underflow: UInt64 = 0
  /// Those whose square is beyond the format.
  public internal(set) var overflow: UInt64 = 0
  /// Those whose second moment, kept in the format and rounded once a step, is zero after
  /// the step: with an epsilon that is zero as well, Adam divides by zero.
  public internal(set) var zeroMoment: UInt64 = 0

  func merged(_ other: SquareCounts) -> SquareCounts {
    var sum = self
    sum.nonzero += other.nonzero
    sum.underflow += other.underflow
    sum.overflow += other.overflow
    sum.zeroMoment += other.zeroMoment
    return sum
  }
}
