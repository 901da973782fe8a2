#if MPFR
  internal import CMPFR
  public import FloatEmulation

  /// Ground truth: rounding by GNU MPFR, which shares no code and no idea with
  /// the reference and the kernels.
  ///
  /// MPFR computes with the format's precision inside its exponent range and then
  /// rounds results below the normal range again, knowing in which direction the
  /// first rounding went (`mpfr_subnormalize`), so that the two are one correct
  /// rounding. MPFR's significands lie in [1/2, 1): its exponents are one larger
  /// than those of IEEE 754.
  ///
  /// Only IEEE-like formats and ties to even. MPFR keeps its exponent range for
  /// each thread; every call here sets it and puts it back.
  @safe
  public final class MPFROracle {
    /// The version of the library that is loaded, such as `4.2.0`.
    public static var libraryVersion: String { unsafe String(cString: mpfr_get_version()) }

    private let format: FloatFormat
    private let operand: UnsafeMutablePointer<__mpfr_struct>
    private let factor: UnsafeMutablePointer<__mpfr_struct>
    private let leastNormal: UnsafeMutablePointer<__mpfr_struct>
    private let result: UnsafeMutablePointer<__mpfr_struct>

    /// Creates an oracle for a projection.
    ///
    /// - Precondition: The format is IEEE-like and the direction is ties to even.
    public init(_ projection: Projection) {
      precondition(projection.format.specialValues == .ieee, "the format is not IEEE-like")
      precondition(projection.direction == .tiesToEven, "only ties to even")
      format = projection.format
      unsafe operand = number(precision: 53)
      unsafe factor = number(precision: 53)
      unsafe leastNormal = number(precision: 2)
      unsafe result = number(precision: format.precision)
      unsafe mpfr_set_ui_2exp(leastNormal, 1, mpfr_exp_t(format.minimumExponent), MPFR_RNDN)
    }

    deinit {
      unsafe free(operand)
      unsafe free(factor)
      unsafe free(leastNormal)
      unsafe free(result)
    }

    /// The value rounded into the format; a NaN without sign or payload.
    public func round(_ value: Double) -> Double {
      withExponentRange { roundWithinRange(value) }
    }

    /// The exact product of both, rounded into the format once.
    public func round(_ value: Double, times scale: Double) -> Double {
      unsafe mpfr_set_d(operand, value, MPFR_RNDN)
      unsafe mpfr_set_d(factor, scale, MPFR_RNDN)
      return withExponentRange {
        finish(unsafe mpfr_mul(result, operand, factor, MPFR_RNDN))
      }
    }

    /// Rounds each value and stores the result.
    ///
    /// - Precondition: Both spans are of the same length.
    public func round(_ source: Span<Double>, into results: inout MutableSpan<Double>) {
      precondition(source.count == results.count, "the spans differ in length")
      let range = enterExponentRange()
      defer { leave(range) }
      for index in source.indices { results[index] = roundWithinRange(source[index]) }
    }

    /// The IEEE exceptions that rounding a finite value signals.
    public func flags(_ value: Double) -> StatusFlags {
      var flags: StatusFlags = []
      let rounded = round(value)
      if rounded != value { flags.insert(.inexact) }
      if rounded.isInfinite && value.isFinite { flags.insert(.overflow) }
      if rounded != value && isTinyAfterRounding(value) { flags.insert(.underflow) }
      return flags
    }

    /// Whether the value, rounded to the format's precision with MPFR's own vast
    /// exponent range, is below the least normal value.
    private func isTinyAfterRounding(_ value: Double) -> Bool {
      unsafe mpfr_set_d(result, value, MPFR_RNDN)
      return unsafe mpfr_cmpabs(result, leastNormal) < 0
    }

    private func roundWithinRange(_ value: Double) -> Double {
      finish(unsafe mpfr_set_d(result, value, MPFR_RNDN))
    }

    private func finish(_ ternary: Int32) -> Double {
      let checked = unsafe mpfr_check_range(result, ternary, MPFR_RNDN)
      _ = unsafe mpfr_subnormalize(result, checked, MPFR_RNDN)
      return unsafe mpfr_get_d(result, MPFR_RNDN)
    }

    private func withExponentRange(_ body: () -> Double) -> Double {
      let range = enterExponentRange()
      defer { leave(range) }
      return body()
    }

    private func enterExponentRange() -> (least: mpfr_exp_t, greatest: mpfr_exp_t) {
      let range = (least: mpfr_get_emin(), greatest: mpfr_get_emax())
      mpfr_set_emin(mpfr_exp_t(format.minimumExponent - format.precision + 2))
      mpfr_set_emax(mpfr_exp_t(format.maximumExponent + 1))
      return range
    }

    private func leave(_ range: (least: mpfr_exp_t, greatest: mpfr_exp_t)) {
      mpfr_set_emin(range.least)
      mpfr_set_emax(range.greatest)
    }
  }

  /// A new MPFR number.
  ///
  /// On the heap: the calls need a fixed address, and exclusivity checks of a
  /// stored property would cost as much as the rounding.
  @unsafe
  private func number(precision: Int) -> UnsafeMutablePointer<__mpfr_struct> {
    let number = UnsafeMutablePointer<__mpfr_struct>.allocate(capacity: 1)
    unsafe number.initialize(to: __mpfr_struct())
    unsafe mpfr_init2(number, mpfr_prec_t(precision))
    return unsafe number
  }

  @unsafe
  private func free(_ number: UnsafeMutablePointer<__mpfr_struct>) {
    unsafe mpfr_clear(number)
    unsafe number.deallocate()
  }
#endif
