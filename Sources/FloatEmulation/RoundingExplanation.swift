/// One value on its way into a format, with everything that decides.
public struct RoundingExplanation: Hashable, Sendable {
  /// The projection that is explained.
  public let projection: Projection
  /// The value.
  public let value: Double
  /// What the projection makes of it.
  public let result: RoundingResult
  /// The value's place between its neighbours; nil for zero, infinity, NaN and a
  /// magnitude beyond the range.
  public let place: Place?
  /// The rule that decided.
  public let rule: DecidingRule

  /// Where a magnitude lies between two neighbours of the format.
  public struct Place: Hashable, Sendable {
    /// The neighbour of the smaller magnitude, as a magnitude code.
    public let lower: UInt64
    /// The neighbour of the larger magnitude; nil beyond the range.
    public let upper: UInt64?
    /// The exponent of the unit in the last place there.
    public let unitExponent: Int
    /// How far the magnitude is above the lower neighbour, in ulp.
    public let aboveLower: DyadicFraction
    /// How far the magnitude is above the tie, in ulp.
    public let aboveTie: DyadicFraction
  }

  /// Explains a value.
  ///
  /// - Parameters:
  ///   - source: The format that the value comes from, which says whether it is
  ///     subnormal there: binary64 or binary32.
  ///   - random: The random bits of a stochastic direction.
  /// - Precondition: The value is one of the source's.
  public init(
    _ value: Double, from source: FloatFormat = .binary64, by projection: Projection,
    random: UInt32 = 0
  ) {
    precondition(source == .binary64 || source == .binary32, "neither binary64 nor binary32")
    func rounded(by projection: Projection) -> RoundingResult {
      source == .binary32
        ? projection.round(Float(value), random: random) : projection.round(value, random: random)
    }
    self.value = value
    self.projection = projection
    result = rounded(by: projection)
    place = ExactMagnitude(value).flatMap { Place($0, in: projection.format) }
    let isSubnormal = value.magnitude < source.leastNormalMagnitude && !value.isZero
    var gradual = projection
    gradual.flushing.remove(.results)
    let isFlushed = result.outcome == .underflow && rounded(by: gradual).outcome != .underflow
    rule = DecidingRule(
      value, isSubnormal: isSubnormal, projection, result, isFlushed: isFlushed, place)
  }

  /// Explains the last step of a chain: what its projection makes of the value that
  /// arrives there.
  public init(
    _ value: Double, from source: FloatFormat = .binary64, by chain: ProjectionChain,
    random: UInt32 = 0
  ) {
    let last = chain.steps(from: source).count > 1 ? .binary32 : source
    self.init(
      chain.lastOperand(of: value, from: source), from: last, by: chain.projection, random: random)
  }
}

extension RoundingExplanation.Place {
  fileprivate init?(_ magnitude: ExactMagnitude, in format: FloatFormat) {
    let exponent = magnitude.binaryExponent
    guard exponent <= format.maximumExponent else { return nil }
    let isBelowNormal = exponent < format.minimumExponent
    unitExponent = format.unitExponent(at: exponent)
    let (whole, part) = magnitude.scaled.divided(byUnit: unitExponent)
    let leading = UInt64(1) << UInt64(format.trailingSignificandBitCount)
    let binade = UInt64(max(0, exponent - format.minimumExponent)) * leading
    lower = isBelowNormal ? whole : format.leastNormalCode + binade + whole - leading
    guard lower <= format.greatestFiniteCode else { return nil }
    // A format without zero has nothing below its least value.
    guard format.hasZero || !isBelowNormal else { return nil }
    let next = isBelowNormal && !format.hasSubnormals ? format.leastNormalCode : lower + 1
    upper = next <= format.greatestFiniteCode ? next : nil
    aboveLower = DyadicFraction(Int128(part.cut), bitCount: part.bitCount)
    aboveTie = aboveLower.lessOneHalf
  }
}
