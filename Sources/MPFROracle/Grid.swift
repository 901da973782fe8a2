#if MPFR
  internal import CMPFR
  internal import FloatEmulation

  /// MPFR's `MPFR_EMIN_DEFAULT`, a macro that Swift does not see.
  private let usualLeastExponent: mpfr_exp_t = 1 - (1 << 30)

  /// The values among which MPFR chooses, without an upper end.
  ///
  /// MPFR's significands lie in [1/2, 1): its exponents are one larger than those of
  /// IEEE 754.
  struct Grid {
    /// The precision of normal values.
    let precision: Int
    /// MPFR's exponent of the least normal value.
    let leastNormal: Int
    /// MPFR's exponent of the least positive value.
    let least: Int
    /// Whether the values below the normal ones are the multiples of the least one,
    /// or zero alone.
    let isGradual: Bool

    /// The values of a format.
    init(_ format: FloatFormat) {
      precision = format.precision
      leastNormal = format.minimumExponent + 1
      isGradual = format.hasSubnormals
      least = isGradual ? leastNormal - (precision - 1) : leastNormal
    }

    private init(precision: Int, leastNormal: Int, least: Int, isGradual: Bool) {
      self.precision = precision
      self.leastNormal = leastNormal
      self.least = least
      self.isGradual = isGradual
    }

    /// The same values and every tie between two of them.
    var halved: Grid {
      Grid(precision: precision + 1, leastNormal: leastNormal, least: least - 1, isGradual: true)
    }

    /// The same precision, with no lower end of the normal values.
    var unbounded: Grid {
      Grid(precision: precision, leastNormal: .min / 2, least: .min / 2, isGradual: false)
    }

    /// Rounds an operand by one of MPFR's own directions, once.
    ///
    /// The result is first rounded to the precision. Below the normal range MPFR then
    /// rounds it again to the coarser values there, knowing in which direction the
    /// first rounding went, so that the two are one correct rounding.
    ///
    /// MPFR keeps its exponent range for each thread; it is put back to what it is by
    /// default.
    ///
    /// - Precondition: The result's precision is the grid's.
    /// - Returns: MPFR's ternary value: zero if the result is exact.
    @inline(__always)
    func round(
      _ operand: borrowing MPFRNumber, into result: borrowing MPFRNumber, _ direction: mpfr_rnd_t
    ) -> Int32 {
      let ternary = unsafe mpfr_set(result.pointer, operand.pointer, direction)
      return result.exponent < leastNormal ? roundBelow(result, ternary, direction) : ternary
    }

    private func roundBelow(
      _ result: borrowing MPFRNumber, _ ternary: Int32, _ direction: mpfr_rnd_t
    ) -> Int32 {
      mpfr_set_emin(least)
      defer { mpfr_set_emin(usualLeastExponent) }
      let checked = unsafe mpfr_check_range(result.pointer, ternary, direction)
      guard isGradual else { return checked }
      return unsafe mpfr_subnormalize(result.pointer, checked, direction)
    }
  }
#endif
