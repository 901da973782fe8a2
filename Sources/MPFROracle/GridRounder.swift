#if MPFR
  internal import CMPFR
  internal import FloatEmulation

  /// Rounds to the values of a grid in every direction, MPFR's own or not.
  ///
  /// Directions that MPFR lacks are made of two of its roundings. One bit more makes
  /// every tie a value of the halved grid, and so truncation to that grid followed by
  /// rounding away from zero is ties-to-away, and the reverse is ties toward zero.
  final class GridRounder {
    private let grid: Grid
    private let halvedGrid: Grid
    private let bias: Int
    /// The result, of the grid's precision.
    let result: MPFRNumber
    private let other: MPFRNumber
    private let halved: MPFRNumber
    private let part: MPFRNumber
    private let unit: MPFRNumber

    /// - Parameter bias: Of the format, which decides between powers of two where the
    ///   precision is 1.
    init(_ grid: Grid, bias: Int) {
      self.grid = grid
      self.bias = bias
      halvedGrid = grid.halved
      result = MPFRNumber(precision: grid.precision)
      other = MPFRNumber(precision: grid.precision)
      halved = MPFRNumber(precision: grid.precision + 1)
      part = MPFRNumber(precision: 128)  // the rest of any product of binary64 values
      unit = MPFRNumber(precision: 128)
    }

    /// Rounds an operand into `result`.
    ///
    /// - Returns: Whether the result differs from the operand.
    @inline(__always)
    func round(
      _ operand: borrowing MPFRNumber, _ direction: RoundingDirection, random: UInt32
    ) -> Bool {
      if let own = direction.inMPFR(precision: grid.precision) {
        return grid.round(operand, into: result, own) != 0
      }
      switch direction {
      case .tiesToAway: return roundTwice(operand, into: result, MPFR_RNDZ, MPFR_RNDA)
      case .toOdd: return roundToOdd(operand)
      case .stochastic(let rule): return roundByChance(operand, rule, random)
      default: return roundTiesToEvenCode(operand)
      }
    }

    @inline(__always)
    private func roundTwice(
      _ operand: borrowing MPFRNumber, into result: borrowing MPFRNumber, _ first: mpfr_rnd_t,
      _ second: mpfr_rnd_t
    ) -> Bool {
      let isInexact = halvedGrid.round(operand, into: halved, first) != 0
      return (grid.round(halved, into: result, second) != 0) || isInexact
    }

    /// Both neighbours; the odd one.
    private func roundToOdd(_ operand: borrowing MPFRNumber) -> Bool {
      guard grid.round(operand, into: result, MPFR_RNDZ) != 0 else { return false }
      if !isOdd(result) { _ = grid.round(operand, into: result, MPFR_RNDA) }
      return true
    }

    /// With a precision of 1 the last bit is always one, and the code decides a tie:
    /// where ties toward zero and ties away differ.
    private func roundTiesToEvenCode(_ operand: borrowing MPFRNumber) -> Bool {
      _ = roundTwice(operand, into: other, MPFR_RNDA, MPFR_RNDZ)
      let isInexact = roundTwice(operand, into: result, MPFR_RNDZ, MPFR_RNDA)
      if unsafe mpfr_equal_p(result.pointer, other.pointer) == 0 && !isOdd(other) {
        unsafe mpfr_set(result.pointer, other.pointer, MPFR_RNDN)
      }
      return isInexact
    }

    /// IEEE P3109 v4.0: `nu` is where the operand lies between its neighbours.
    private func roundByChance(
      _ operand: borrowing MPFRNumber, _ rule: StochasticRounding, _ random: UInt32
    ) -> Bool {
      guard grid.round(operand, into: result, MPFR_RNDZ) != 0 else { return false }
      _ = grid.round(operand, into: other, MPFR_RNDA)
      unsafe mpfr_sub(part.pointer, operand.pointer, result.pointer, MPFR_RNDN)
      unsafe mpfr_sub(unit.pointer, other.pointer, result.pointer, MPFR_RNDN)
      unsafe mpfr_div(part.pointer, part.pointer, unit.pointer, MPFR_RNDN)
      if goesAway(rule, draw: UInt(random) >> UInt(32 - rule.randomBitCount)) {
        unsafe mpfr_set(result.pointer, other.pointer, MPFR_RNDN)
      }
      return true
    }

    /// Whether `nu`, which is in `part`, and the random number R reach the next value.
    private func goesAway(_ rule: StochasticRounding, draw: UInt) -> Bool {
      let count = UInt(rule.randomBitCount)
      switch rule.variant {
      case .a: return scaledPart(count, MPFR_RNDZ) + draw >= 1 << count
      case .b: return scaledPart(count + 1, MPFR_RNDZ) + 2 * draw + 1 >= 1 << (count + 1)
      case .c: return scaledPart(count, MPFR_RNDN) + draw >= 1 << count
      }
    }

    private func scaledPart(_ count: UInt, _ direction: mpfr_rnd_t) -> UInt {
      unsafe mpfr_mul_2ui(unit.pointer, part.pointer, count, MPFR_RNDN)
      return unsafe mpfr_get_ui(unit.pointer, direction)
    }

    /// Whether a value's code is odd, from its multiple of the unit in the last place.
    private func isOdd(_ value: borrowing MPFRNumber) -> Bool {
      if value.isZero { return false }
      if grid.precision == 1 { return (value.exponent - 1 + bias) & 1 != 0 }
      let isNormal = value.exponent >= grid.leastNormal
      let bits = isNormal ? grid.precision : value.exponent - grid.least + 1
      return value.significand >> UInt64(64 - bits) & 1 != 0
    }
  }

  extension RoundingDirection {
    /// The direction among MPFR's own, where it is one: it has neither ties to away
    /// (its "away" is away from zero) nor to odd, and its ties to even know nothing of
    /// codes.
    @inline(__always)
    fileprivate func inMPFR(precision: Int) -> mpfr_rnd_t? {
      switch self {
      case .tiesToEven: precision > 1 ? MPFR_RNDN : nil
      case .towardZero: MPFR_RNDZ
      case .towardPositive: MPFR_RNDU
      case .towardNegative: MPFR_RNDD
      case .awayFromZero: MPFR_RNDA
      case .tiesToAway, .toOdd, .stochastic: nil
      }
    }
  }
#endif
