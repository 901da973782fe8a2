/// What follows once the finite magnitude is rounded: overflow, special values
/// and the sign, in patterns of one kind: codes of the format, or bit patterns of
/// the source type that hold its values.
///
/// Both kinds order finite magnitudes alike, so one rule serves both.
struct KernelEnding<Bits: KernelBits>: Sendable {
  /// Complete patterns, sign included, for values of one sign.
  struct Results: Hashable, Sendable {
    /// The least rounded magnitude that is beyond the range.
    let firstBeyond: Bits
    let overflow: Bits
    let infinity: Bits
    let zero: Bits
    let nan: Bits
    let sign: Bits
  }

  let positive: Results
  let negative: Results
  /// What differs between the two, bit by bit: one AND and one XOR choose.
  private let difference: Results
  /// All ones where zero has a sign, else zero.
  private let zeroSignMask: Bits
  /// Which bits of a NaN survive, and how far right they move first.
  private let payloadShift: Bits
  private let payloadMask: Bits

  init(
    positive: Results, negative: Results, hasNegativeZero: Bool, payloadShift: Bits,
    payloadMask: Bits
  ) {
    self.positive = positive
    self.negative = negative
    difference = Results(
      firstBeyond: positive.firstBeyond ^ negative.firstBeyond,
      overflow: positive.overflow ^ negative.overflow,
      infinity: positive.infinity ^ negative.infinity, zero: positive.zero ^ negative.zero,
      nan: positive.nan ^ negative.nan, sign: positive.sign ^ negative.sign)
    zeroSignMask = hasNegativeZero ? ~0 : 0
    self.payloadShift = payloadShift
    self.payloadMask = payloadMask
  }

  /// Whether positive and negative results differ in the sign alone, and an
  /// infinity becomes what an overflow becomes.
  var isPlain: Bool {
    let sign = negative.sign
    return sign != 0 && zeroSignMask != 0 && positive.infinity == positive.overflow
      && positive.zero == 0
      && negative
        == Results(
          firstBeyond: positive.firstBeyond, overflow: positive.overflow | sign,
          infinity: positive.infinity | sign, zero: sign, nan: positive.nan | sign, sign: sign)
  }

  /// The pattern of a result.
  ///
  /// - Parameters:
  ///   - rounded: The finite magnitude, as though the exponent had no end.
  ///   - magnitude: The source's bits without the sign.
  ///   - negative: All ones for a negative value, else zero.
  ///   - infinity: The source's infinity.
  @inline(__always)
  func result<Scope: KernelScope>(
    _ rounded: Bits, _ magnitude: Bits, _: Scope.Type, negative: Bits, infinity: Bits
  ) -> Bits {
    let signMask = zeroSignMask | Bits(mask: rounded != 0)
    let signed = rounded | (difference.sign & negative & signMask)
    let overflow = positive.overflow ^ (difference.overflow & negative)
    let infinite = positive.infinity ^ (difference.infinity & negative)
    let nan =
      (positive.nan ^ (difference.nan & negative)) | ((magnitude &>> payloadShift) & payloadMask)
    let firstBeyond =
      Scope.isUsual
      ? positive.firstBeyond : positive.firstBeyond ^ (difference.firstBeyond & negative)
    var number = signed.replaced(
      by: overflow, where: ~Bits(mask: rounded.isLess(than: firstBeyond)))
    if !Scope.isUsual {
      let zero = positive.zero ^ (difference.zero & negative)
      number = number.replaced(by: zero, where: Bits(mask: magnitude == 0))
    }
    number = number.replaced(by: infinite, where: Bits(mask: magnitude == infinity))
    return number.replaced(by: nan, where: Bits(mask: infinity.isLess(than: magnitude)))
  }

  /// The same where `isPlain`: an infinity has been rounded beyond the range.
  @inline(__always)
  func plainResult(_ rounded: Bits, _ magnitude: Bits, negative: Bits, infinity: Bits) -> Bits {
    let isBeyond = ~Bits(mask: rounded.isLess(than: positive.firstBeyond))
    let number = rounded.replaced(by: positive.overflow, where: isBeyond)
    return signed(number, magnitude, negative: negative, infinity: infinity)
  }

  /// The same where also `endsWithOverflow(unit:)`: a minimum instead of a choice.
  @inline(__always)
  func limitedResult(_ rounded: Bits, _ magnitude: Bits, negative: Bits, infinity: Bits) -> Bits {
    signed(
      rounded.limited(to: positive.overflow), magnitude, negative: negative, infinity: infinity)
  }

  /// The pattern of a result where `isPlain`, overflow included: with its sign, and
  /// with a NaN put in.
  @inline(__always)
  func signed(_ number: Bits, _ magnitude: Bits, negative: Bits, infinity: Bits) -> Bits {
    let nan = positive.nan | ((magnitude &>> payloadShift) & payloadMask)
    let result = number.replaced(by: nan, where: Bits(mask: infinity.isLess(than: magnitude)))
    return signed(result, negative: negative)
  }

  /// The pattern of a result where `isPlain`, overflow and NaN included: with its sign.
  @inline(__always)
  func signed(_ number: Bits, negative: Bits) -> Bits { number | (difference.sign & negative) }

  /// Whether an overflow is the greatest pattern of a finite magnitude or the next,
  /// so that the lesser of it and what was rounded is the result.
  ///
  /// - Parameter unit: The distance between the two.
  func endsWithOverflow(unit: Bits) -> Bool {
    positive.overflow == positive.firstBeyond
      || positive.overflow + unit == positive.firstBeyond
  }

  /// Whether any NaN becomes what an overflow becomes.
  var hasOverflowForNaN: Bool { positive.nan == positive.overflow }
}

extension KernelEnding.Results {
  /// What the reference says of one sign.
  ///
  /// - Parameters:
  ///   - signBit: The pattern's sign bit, if the format has one.
  ///   - magnitude: The pattern of a finite magnitude code, as though the exponent
  ///     had no end.
  ///   - complete: The pattern of any code.
  init(
    _ projection: Projection, isNegative: Bool, signBit: Bits, magnitude: (UInt64) -> Bits,
    complete: (UInt64) -> Bits
  ) {
    let format = projection.format
    let signed = isNegative ? -1.0 : 1.0
    let beyond = ExactMagnitude(format.greatestFiniteMagnitude, times: 4)
      .map { projection.round($0, isNegative: isNegative).code }
    if isNegative && !format.isSigned {
      firstBeyond = format.hasZero ? magnitude(format.leastNonzeroCode) : 0
    } else {
      firstBeyond = magnitude(format.greatestFiniteCode + 1)
    }
    overflow = complete(beyond ?? 0)
    infinity = complete(projection.encode(signed * .infinity))
    zero = complete(projection.encode(signed * 0.0))
    nan = complete(projection.encode(isNegative ? -Double.nan : Double.nan))
    sign = isNegative && format.isSigned ? signBit : 0
  }
}
