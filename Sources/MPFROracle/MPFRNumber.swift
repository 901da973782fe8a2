#if MPFR
  internal import CMPFR

  /// A number of MPFR's, of a fixed precision.
  ///
  /// On the heap: the calls need a fixed address, and exclusivity checks of a
  /// stored property would cost as much as the rounding.
  @safe
  struct MPFRNumber: ~Copyable {
    let pointer: UnsafeMutablePointer<__mpfr_struct>

    init(precision: Int) {
      unsafe pointer = .allocate(capacity: 1)
      unsafe pointer.initialize(to: __mpfr_struct())
      unsafe mpfr_init2(pointer, mpfr_prec_t(precision))
    }

    deinit {
      unsafe mpfr_clear(pointer)
      unsafe pointer.deallocate()
    }

    /// MPFR's exponent: of a significand in [1/2, 1).
    ///
    /// Zeros have one far below all others, infinities and NaN too.
    @inline(__always)
    var exponent: Int { unsafe pointer.pointee._mpfr_exp }

    /// The most significant 64 bits of the significand; the first is one.
    @inline(__always)
    var significand: UInt64 { UInt64(unsafe pointer.pointee._mpfr_d.pointee) }

    @inline(__always)
    var isNegative: Bool { unsafe pointer.pointee._mpfr_sign < 0 }

    var isZero: Bool { unsafe mpfr_zero_p(pointer) != 0 }

    /// The value, where binary64 has it.
    var value: Double { unsafe mpfr_get_d(pointer, MPFR_RNDN) }

    /// Takes over a binary64 value by MPFR's own conversion.
    ///
    /// - Precondition: The precision is at least 53.
    func assign(_ value: Double) { unsafe mpfr_set_d(pointer, value, MPFR_RNDN) }

    /// Takes over a finite value that is not zero by its bits, three times as fast.
    ///
    /// - Precondition: The precision is `53...64`, and the number already regular.
    @inline(__always)
    func assign(bitsOf value: Double) {
      let bits = value.bitPattern
      let field = Int(bits >> 52 & 0x7FF)
      let trailing = bits << 11 & (1 << 63 - 1)
      // A subnormal value has no implicit bit, and its first one moves to the top.
      let zeros = field == 0 ? trailing.leadingZeroBitCount : 0
      let significand = field == 0 ? trailing << UInt64(zeros) : trailing | 1 << 63
      unsafe pointer.pointee._mpfr_d.pointee = mp_limb_t(significand)
      unsafe pointer.pointee._mpfr_exp = mpfr_exp_t(max(field, 1) - 1022 - zeros)
      unsafe pointer.pointee._mpfr_sign = bits >> 63 == 0 ? 1 : -1
    }
  }
#endif
