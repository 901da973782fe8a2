#if MPFR
  internal import CMPFR
  public import FloatEmulation

  /// Ground truth: rounding by GNU MPFR, which shares no code and no idea with
  /// the reference and the kernels.
  ///
  /// MPFR rounds to the format's values (`Grid`, `GridRounder`); the rules for the
  /// ends of the range are written a second time (`RangeRules`). Every projection is
  /// understood. A NaN result is a NaN without sign or payload.
  ///
  /// An oracle has state and belongs to one thread at a time. It needs MPFR's
  /// exponent range as it is by default, and leaves it so.
  public final class MPFROracle {
    /// The version of the library that is loaded, such as `4.2.0`.
    public static var libraryVersion: String { unsafe String(cString: mpfr_get_version()) }

    let projection: Projection
    let rules: RangeRules
    let rounder: GridRounder
    let operand = MPFRNumber(precision: 53)
    private let unboundedRounder: GridRounder
    private let factor = MPFRNumber(precision: 53)
    private let product = MPFRNumber(precision: 106)
    private let leastNormal = MPFRNumber(precision: 53)

    /// Creates an oracle for a projection.
    public init(_ projection: Projection) {
      self.projection = projection
      let format = projection.format
      rules = RangeRules(projection)
      rounder = GridRounder(Grid(format), bias: format.bias)
      unboundedRounder = GridRounder(Grid(format).unbounded, bias: format.bias)
      leastNormal.assign(format.leastNormalMagnitude)
      operand.assign(1)
    }

    /// What a binary64 value becomes.
    ///
    /// - Parameter random: 32 random bits, of which a stochastic direction reads the
    ///   top N.
    public func result(_ value: Double, random: UInt32 = 0) -> OracleResult {
      if value.isNaN { return result(ofNaN: value.isSignalingNaN) }
      return result(value, isSubnormal: value.isSubnormal, random)
    }

    /// What a binary32 value becomes.
    public func result(_ value: Float, random: UInt32 = 0) -> OracleResult {
      if value.isNaN { return result(ofNaN: value.isSignalingNaN) }
      return result(Double(value), isSubnormal: value.isSubnormal, random)
    }

    /// What the exact product of two finite values becomes, rounded once.
    public func result(_ value: Double, times scale: Double, random: UInt32 = 0) -> OracleResult {
      operand.assign(value)
      factor.assign(scale)
      unsafe mpfr_mul(product.pointer, operand.pointer, factor.pointer, MPFR_RNDN)
      if product.isZero { return side(product.isNegative).zero }
      return result(ofNumber: product, random)
    }

    private func result(ofNaN isSignaling: Bool) -> OracleResult {
      OracleResult(rules.nan.value, isSignaling ? .invalid : rules.nan.flags)
    }

    private func result(
      _ value: Double, isSubnormal: Bool, _ random: UInt32
    ) -> OracleResult {
      let side = side(value.sign == .minus)
      if value.isInfinite { return side.infinity }
      if value.isZero { return side.zero }
      if isSubnormal && projection.flushing.contains(.operands) {
        return OracleResult(side.zero.value, [.underflow, .inexact])
      }
      operand.assign(value)
      return result(ofNumber: operand, random)
    }

    private func result(ofNumber number: borrowing MPFRNumber, _ random: UInt32) -> OracleResult {
      let isInexact = rounder.round(number, projection.direction, random: random)
      let rounded = rounder.result.value
      let side = side(number.isNegative)
      if !rounded.isZero && rounded.magnitude < rules.flushesBelow {
        return OracleResult(side.vanished, [.underflow, .inexact])
      }
      if rounded.magnitude > side.limit { return side.beyond }
      let isTiny = isInexact && isTiny(number, random)
      return OracleResult(
        rounded.isZero ? side.vanished : rounded,
        isTiny ? [.underflow, .inexact] : isInexact ? .inexact : [])
    }

    /// IEEE 754-2019, 7.5.
    private func isTiny(_ number: borrowing MPFRNumber, _ random: UInt32) -> Bool {
      switch projection.tininess {
      case .beforeRounding:
        return unsafe mpfr_cmpabs(number.pointer, leastNormal.pointer) < 0
      case .afterRounding:
        _ = unboundedRounder.round(number, projection.direction, random: random)
        return unsafe mpfr_cmpabs(unboundedRounder.result.pointer, leastNormal.pointer) < 0
      }
    }

    private func side(_ isNegative: Bool) -> RangeRules.Side {
      isNegative ? rules.negative : rules.positive
    }
  }
#endif
