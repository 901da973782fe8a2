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
  ///   - random: The random bits of a stochastic direction.
  public init(_ value: Double, by projection: Projection, random: UInt32 = 0) {
    self.value = value
    self.projection = projection
    result = projection.round(value, random: random)
    place = ExactMagnitude(value).flatMap { Place($0, in: projection.format) }
    rule = DecidingRule(value, projection, result, place)
  }
}

extension RoundingExplanation.Place {
  fileprivate init?(_ magnitude: ExactMagnitude, in format: FloatFormat) {
    let exponent = magnitude.binaryExponent
    guard exponent <= format.maximumExponent else { return nil }
    let isBelowNormal = exponent < format.minimumExponent
    unitExponent =
      isBelowNormal
      ? format.unitExponentBelowNormal : exponent - format.trailingSignificandBitCount
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

/// The rule that decided what a value became.
public enum DecidingRule: String, Hashable, Sendable, CaseIterable {
  /// The format has the value.
  case exact
  /// One neighbour is nearer than the other.
  case nearer
  /// The value is the tie, and the direction breaks it.
  case tie
  /// The direction decides, however near the neighbours are.
  case direction
  /// Random bits decide.
  case chance
  /// The value is subnormal in its own format and taken for zero.
  case flushedOperand
  /// The result is subnormal in the format and taken for zero.
  case flushedResult
  /// The value is beyond the range.
  case range
  /// A zero, an infinity or a NaN goes by rules of its own.
  case special

  fileprivate init(
    _ value: Double, _ projection: Projection, _ result: RoundingResult,
    _ place: RoundingExplanation.Place?
  ) {
    if !value.isFinite || value.isZero {
      self = .special
    } else if value.isSubnormal && projection.flushing.contains(.operands) {
      self = .flushedOperand
    } else if result.outcome == .overflow || place == nil {
      self = .range
    } else if result.flags.isEmpty || place?.aboveLower.isZero == true && result.value == value {
      self = .exact
    } else if projection.flushing.contains(.results) && result.outcome == .underflow
      && place?.lower != 0
    {
      self = .flushedResult
    } else {
      self = .init(projection.direction, isTie: place?.aboveTie.isZero == true)
    }
  }

  private init(_ direction: RoundingDirection, isTie: Bool) {
    switch direction {
    case .tiesToEven, .tiesToAway: self = isTie ? .tie : .nearer
    case .stochastic: self = .chance
    default: self = .direction
    }
  }
}
