#if MPFR
  internal import FloatEmulation

  /// The rules beside rounding, written a second time from the standards' text: what
  /// zero, infinities, NaN and values beyond the range become.
  ///
  /// IEEE 754-2019, 6.2 and 7.4; OFP8 revision 1.0; OCP MX v1.0; IEEE P3109 Interim
  /// Report v4.0, Saturate; and this project's own additions, as `OverflowRule`,
  /// `NaNRule` and `SubnormalFlushing` say.
  struct RangeRules {
    /// The rules for values of one sign.
    struct Side {
      /// The greatest magnitude that stays as it is; negative where none does.
      let limit: Double
      let beyond: OracleResult
      let infinity: OracleResult
      let zero: OracleResult
      /// A zero that came of a value that is none.
      let vanished: Double
    }

    let positive: Side
    let negative: Side
    let nan: OracleResult
    /// Results of a smaller magnitude that are not zero are flushed.
    let flushesBelow: Double

    init(_ projection: Projection) {
      positive = RangeRules.positive(projection)
      negative =
        projection.format.isSigned
        ? RangeRules.negative(projection) : RangeRules.negativeOfUnsigned(projection)
      nan = RangeRules.nan(projection)
      flushesBelow =
        projection.flushing.contains(.results) ? projection.format.leastNormalMagnitude : 0
    }
  }

  extension RangeRules {
    private static func positive(_ projection: Projection) -> Side {
      let format = projection.format
      return Side(
        limit: format.greatestFiniteMagnitude, beyond: beyond(projection, inward: .towardNegative),
        infinity: infinity(projection), zero: zero(projection),
        vanished: format.hasZero ? 0 : format.leastNonzeroMagnitude)
    }

    /// The mirror image of the positive side.
    private static func negative(_ projection: Projection) -> Side {
      let mirror = beyond(projection, inward: .towardPositive)
      let infinity = infinity(projection)
      let zero = projection.format.hasNegativeZero ? -0.0 : 0
      return Side(
        limit: projection.format.greatestFiniteMagnitude,
        beyond: OracleResult(-mirror.value, mirror.flags),
        infinity: OracleResult(-infinity.value, infinity.flags), zero: OracleResult(zero),
        vanished: zero)
    }

    /// Negative values are outside the range, and so is zero where there is none.
    private static func negativeOfUnsigned(_ projection: Projection) -> Side {
      let format = projection.format
      let end = format.hasZero ? 0 : format.leastNonzeroMagnitude
      let isP3109 = [.p3109Extended, .p3109Finite].contains(format.specialValues)
      let pointsToZero = [.towardZero, .towardPositive].contains(projection.direction)
      let stops = projection.overflow != .standard || isP3109 && pointsToZero || !format.hasNaN
      let infinityStops = projection.overflow == .saturateAll || !format.hasNaN
      return Side(
        limit: format.hasZero ? 0 : -1,
        beyond: stops ? OracleResult(end, [.overflow, .inexact]) : OracleResult(.nan, .invalid),
        infinity: OracleResult(infinityStops ? end : .nan, .invalid), zero: zero(projection),
        vanished: 0)
    }

    /// What a positive value above the range becomes.
    ///
    /// - Parameter inward: The directed rounding that points from there to zero.
    private static func beyond(_ projection: Projection, inward: RoundingDirection) -> OracleResult
    {
      let format = projection.format
      let end = format.greatestFiniteMagnitude
      var value: Double
      switch format.specialValues {
      case .none, .p3109Finite: value = end
      case .ieee, .p3109Extended: value = .infinity
      case .nanOnly, .nanAtNegativeZero: value = .nan
      }
      let oddOverflows = format.specialValues == .p3109Extended && format.isSigned
      if projection.direction == .towardZero || projection.direction == inward
        || (projection.direction == .toOdd && !oddOverflows) || projection.overflow != .standard
      {
        value = end
      }
      return OracleResult(value, [.overflow, .inexact])
    }

    /// What positive infinity becomes.
    private static func infinity(_ projection: Projection) -> OracleResult {
      let format = projection.format
      if projection.overflow == .saturateAll {
        return OracleResult(format.greatestFiniteMagnitude, .invalid)
      }
      switch format.specialValues {
      case .ieee, .p3109Extended: return OracleResult(.infinity)
      case .nanOnly, .nanAtNegativeZero: return OracleResult(.nan, .invalid)
      case .none, .p3109Finite: return OracleResult(format.greatestFiniteMagnitude, .invalid)
      }
    }

    private static func zero(_ projection: Projection) -> OracleResult {
      if projection.format.hasZero { return OracleResult(0) }
      return projection.overflow == .standard && projection.format.hasNaN
        ? OracleResult(.nan, .invalid)
        : OracleResult(projection.format.leastNonzeroMagnitude, .inexact)
    }

    /// What a quiet NaN becomes.
    private static func nan(_ projection: Projection) -> OracleResult {
      let format = projection.format
      if format.specialValues != .none { return OracleResult(.nan) }
      let isZero = projection.nan == .canonicalOrNegativeZero
      let zero = format.isSigned ? -0.0 : 0
      return OracleResult(isZero ? zero : format.greatestFiniteMagnitude, .invalid)
    }
  }
#endif
