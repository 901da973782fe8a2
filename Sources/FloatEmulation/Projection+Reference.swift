/// The reference: integers only, one rule a branch, in the order of IEEE
/// 754-2019. Everything fast in this package is checked against it, and it is
/// checked against MPFR.
///
/// `random` is read by the stochastic direction alone: 32 random bits, of which
/// the top N count.
extension Projection {
  /// Rounds one binary64 value into the format, once.
  ///
  /// A zero keeps its sign where the format has two. What becomes of an infinity
  /// is `overflow`'s affair, of a NaN `nan`'s, and of subnormals `flushing`'s.
  public func round(_ value: Double, random: UInt32 = 0) -> RoundingResult {
    result(ReferenceRounding(self).rounding(value, random))
  }

  /// Rounds one binary32 value into the format, once.
  ///
  /// The same as rounding the widened value, except that a signaling NaN is seen
  /// before the widening quiets it, and that its own subnormal values are flushed.
  public func round(_ value: Float, random: UInt32 = 0) -> RoundingResult {
    result(ReferenceRounding(self).rounding(value, random))
  }

  /// Rounds the real number `±magnitude` into the format, once.
  ///
  /// No operand is flushed, as a real number has no format.
  public func round(
    _ magnitude: ExactMagnitude, isNegative: Bool, random: UInt32 = 0
  ) -> RoundingResult {
    result(ReferenceRounding(self).rounding(magnitude.scaled, isNegative, random))
  }

  /// Converts a value of another format, given by its code (IEEE 754-2019, 5.4.2
  /// `convertFormat`).
  ///
  /// - Precondition: `code` is no wider than `source`.
  public func convert(
    _ code: UInt64, from source: FloatFormat, random: UInt32 = 0
  ) -> RoundingResult {
    let rounding = ReferenceRounding(self)
    let isNegative = code & source.signBit != 0
    let flushes = flushing.contains(.operands)
    switch source.valueClass(of: code) {
    case .nan: return result(rounding.roundingNaN(NaNPayload(code, in: source), isNegative))
    case .subnormal where flushes: return result(rounding.flushedOperand(isNegative))
    case .zero, .subnormal, .normal, .infinite: break
    }
    return result(rounding.roundingNumber(source.decode(code), random))
  }

  /// The code that a binary64 value rounds to.
  public func encode(_ value: Double, random: UInt32 = 0) -> UInt64 {
    ReferenceRounding(self).rounding(value, random, signals: false).code
  }

  /// The code that a binary32 value rounds to.
  public func encode(_ value: Float, random: UInt32 = 0) -> UInt64 {
    ReferenceRounding(self).rounding(value, random, signals: false).code
  }

  /// The codes of binary32 values, one by one.
  ///
  /// - Precondition: Both spans are of the same length, and a code has at most 32 bits.
  public func encode(_ source: Span<Float>, into codes: inout MutableSpan<UInt32>) {
    precondition(source.count == codes.count && format.bitWidth <= 32, "the spans do not match")
    let reference = ReferenceRounding(self)
    for index in source.indices {
      codes[index] = UInt32(
        truncatingIfNeeded: reference.rounding(source[index], 0, signals: false).code)
    }
  }

  /// The codes of binary64 values, one by one.
  ///
  /// - Precondition: Both spans are of the same length.
  public func encode(_ source: Span<Double>, into codes: inout MutableSpan<UInt64>) {
    precondition(source.count == codes.count, "the spans differ in length")
    let reference = ReferenceRounding(self)
    for index in source.indices {
      codes[index] = reference.rounding(source[index], 0, signals: false).code
    }
  }

  private func result(_ rounded: Rounded) -> RoundingResult {
    RoundingResult(rounded.code, in: format, outcome: rounded.outcome, flags: rounded.flags)
  }
}
