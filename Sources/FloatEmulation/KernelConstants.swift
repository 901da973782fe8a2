/// What the kernel needs to know of a format, as bits of the source type.
///
/// `Bits` is the source's bit pattern: `UInt32` for binary32, `UInt64` for
/// binary64. Everything here is computed once, outside the loop.
struct KernelConstants<Bits: FixedWidthInteger & UnsignedInteger & Sendable>: Sendable {
  /// How many low bits of a source significand a normal result drops.
  let dropped: Bits
  /// Those bits, all ones; and half of one unit in the last place, less one.
  let droppedMask: Bits
  let halfLessOne: Bits
  /// Source magnitude bits of the least normal and of the greatest finite value.
  let leastNormal: Bits
  let greatestFinite: Bits
  /// The constant of the subnormal path: `2^(emin - p + P)`, where `P` is the
  /// source's precision, has the format's least magnitude as its ulp.
  let magic: Bits
  /// Source magnitude bits of infinity, of a quiet NaN, of what overflow gives.
  let infinity: Bits
  let quietNaN: Bits
  let overflow: Bits
  let signBit: Bits
  /// Which bits of a NaN survive: the whole pattern for an IEEE-like format.
  let payloadMask: Bits
  /// Whether zero and NaN have a sign.
  let hasNegativeZero: Bool

  /// The same, as codes of the format.
  let exponentOffset: Bits
  let overflowCode: Bits
  let greatestFiniteCode: Bits
  let nanCode: Bits
  let payloadCodeMask: Bits
  let codeSignShift: Bits
}

extension KernelConstants {
  /// The constants for a source type that has every value of the format.
  init<Source: BinaryFloatingPoint>(_: Source.Type, _ format: FloatFormat)
  where Source.RawSignificand == Bits {
    let sourceTrailing = Source.significandBitCount
    let dropped = sourceTrailing - format.trailingSignificandBitCount
    let sourceBias = (1 << (Source.exponentBitCount - 1)) - 1

    func magnitudeBits(_ value: Double) -> Bits {
      let converted = Source(value)
      return Bits(truncatingIfNeeded: converted.exponentBitPattern) << Bits(sourceTrailing)
        | converted.significandBitPattern
    }
    self.dropped = Bits(dropped)
    droppedMask = (1 << Bits(dropped)) - 1
    halfLessOne = dropped == 0 ? 0 : (1 << Bits(dropped - 1)) - 1
    leastNormal = magnitudeBits(format.leastNormalMagnitude)
    greatestFinite = magnitudeBits(format.greatestFiniteMagnitude)
    magic = magnitudeBits(
      Double(
        sign: .plus,
        exponent: format.minimumExponent - format.trailingSignificandBitCount + sourceTrailing,
        significand: 1))
    infinity = magnitudeBits(.infinity)
    signBit = 1 << Bits(Bits.bitWidth - 1)
    let quietBit: Bits = 1 << Bits(sourceTrailing - 1)
    quietNaN = infinity | quietBit
    overflow = format.hasInfinity ? infinity : infinity | quietBit
    payloadMask = format.specialValues == .ieee ? ~droppedMask : infinity | quietBit | signBit
    hasNegativeZero = format.hasNegativeZero

    exponentOffset =
      Bits(sourceBias - format.bias) << Bits(format.trailingSignificandBitCount)
    overflowCode = Bits(truncatingIfNeeded: format.infinityCode ?? format.nanCode)
    greatestFiniteCode = Bits(truncatingIfNeeded: format.greatestFiniteCode)
    nanCode = Bits(truncatingIfNeeded: format.nanCode)
    payloadCodeMask =
      format.specialValues == .ieee ? Bits(truncatingIfNeeded: format.leastNormalCode - 1) : 0
    codeSignShift = Bits(Bits.bitWidth - format.bitWidth)
  }

  /// The source magnitude, rounded for a normal result but not yet cut.
  ///
  /// A carry out of the significand moves into the exponent, as it should.
  @inline(__always)
  func carried(_ magnitude: Bits) -> Bits {
    // Cannot overflow: the sign bit is clear and the addend is below it.
    let lastBit = (magnitude &>> dropped) & (dropped == 0 ? 0 : 1)
    return magnitude &+ halfLessOne &+ lastBit
  }
}

extension KernelConstants<UInt32> {
  /// The rounded value's bit pattern.
  @inline(__always)
  func round(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    let magnitude = bits & ~signBit
    let subnormal = ((value.magnitude + Float(bitPattern: magic)) - Float(bitPattern: magic))
      .bitPattern
    let normal = carried(magnitude) & ~droppedMask
    return select(bits, magnitude, magnitude < leastNormal ? subnormal : normal)
  }

  /// The rounded value's code.
  @inline(__always)
  func encode(_ value: Float) -> UInt32 {
    let bits = value.bitPattern
    let magnitude = bits & ~signBit
    let subnormal = (value.magnitude + Float(bitPattern: magic)).bitPattern &- magic
    let normal = (carried(magnitude) &>> dropped) &- exponentOffset
    return selectCode(bits, magnitude, magnitude < leastNormal ? subnormal : normal)
  }
}

extension KernelConstants<UInt64> {
  /// The rounded value's bit pattern.
  @inline(__always)
  func round(_ value: Double) -> UInt64 {
    let bits = value.bitPattern
    let magnitude = bits & ~signBit
    let subnormal = ((value.magnitude + Double(bitPattern: magic)) - Double(bitPattern: magic))
      .bitPattern
    let normal = carried(magnitude) & ~droppedMask
    return select(bits, magnitude, magnitude < leastNormal ? subnormal : normal)
  }

  /// The rounded value's code.
  @inline(__always)
  func encode(_ value: Double) -> UInt64 {
    let bits = value.bitPattern
    let magnitude = bits & ~signBit
    let subnormal = (value.magnitude + Double(bitPattern: magic)).bitPattern &- magic
    let normal = (carried(magnitude) &>> dropped) &- exponentOffset
    return selectCode(bits, magnitude, magnitude < leastNormal ? subnormal : normal)
  }
}

extension KernelConstants {
  /// The pattern of the result, once the finite rounding is known.
  @inline(__always)
  private func select(_ bits: Bits, _ magnitude: Bits, _ rounded: Bits) -> Bits {
    let finite = rounded > greatestFinite ? overflow : rounded
    let isNaN = magnitude > infinity
    let result = isNaN ? (magnitude | quietNaN) & payloadMask : finite
    let losesSign = !hasNegativeZero && (result == 0 || result >= infinity)
    return losesSign ? result : result | (bits & signBit)
  }

  /// The code of the result, once the finite rounding is known.
  @inline(__always)
  private func selectCode(_ bits: Bits, _ magnitude: Bits, _ rounded: Bits) -> Bits {
    let finite = rounded > greatestFiniteCode ? overflowCode : rounded
    let nan = nanCode | ((magnitude &>> dropped) & payloadCodeMask)
    let result = magnitude > infinity ? nan : finite
    let losesSign = !hasNegativeZero && (result == 0 || result == nanCode)
    return losesSign ? result : result | ((bits & signBit) &>> codeSignShift)
  }
}
