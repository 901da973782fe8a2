/// What follows once the finite magnitude is rounded: overflow, special values
/// and the sign, in patterns of one kind: codes of the format, or bit patterns of
/// the source type that hold its values.
///
/// Both kinds order finite magnitudes alike, so one rule serves both.
struct KernelEnding<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
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
  /// All ones where zero has a sign, else zero.
  let zeroSignMask: Bits
  /// Which bits of a NaN survive, and how far right they move first.
  let payloadShift: Bits
  let payloadMask: Bits

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
  ///   - infinity: The source's infinity.
  @inline(__always)
  func result(_ rounded: Bits, _ magnitude: Bits, isNegative: Bool, infinity: Bits) -> Bits {
    let sign = isNegative ? negative.sign : positive.sign
    let signed = rounded | (rounded == 0 ? sign & zeroSignMask : sign)
    let overflow = isNegative ? negative.overflow : positive.overflow
    let finite =
      rounded >= (isNegative ? negative.firstBeyond : positive.firstBeyond) ? overflow : signed
    let nonzero = magnitude == 0 ? (isNegative ? negative.zero : positive.zero) : finite
    let number =
      magnitude == infinity ? (isNegative ? negative.infinity : positive.infinity) : nonzero
    let nan =
      (isNegative ? negative.nan : positive.nan) | ((magnitude &>> payloadShift) & payloadMask)
    return magnitude > infinity ? nan : number
  }

  /// The same where `isPlain`: an infinity has been rounded beyond the range.
  @inline(__always)
  func plainResult(_ rounded: Bits, _ magnitude: Bits, isNegative: Bool, infinity: Bits) -> Bits {
    let number = rounded >= positive.firstBeyond ? positive.overflow : rounded
    let nan = positive.nan | ((magnitude &>> payloadShift) & payloadMask)
    let sign = isNegative ? negative.sign : 0
    return (magnitude > infinity ? nan : number) | sign
  }
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
