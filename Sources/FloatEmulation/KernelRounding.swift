/// The general kernel: integers only, any format and any direction.
extension KernelConstants {
  /// The finite magnitude's code, as though the exponent had no end.
  ///
  /// The significand is cut at a place that depends on the value's exponent: below
  /// the normal range the place stays where it is, and so the shift grows.
  @inline(__always)
  func magnitudeCode<Direction: KernelDirection>(
    _ magnitude: Bits, isNegative: Bool, _ direction: Direction, random: UInt32
  ) -> Bits {
    let field = magnitude &>> sourceTrailing
    let trailingMask: Bits = (1 &<< sourceTrailing) &- 1
    let implicitBit: Bits = field == 0 ? 0 : trailingMask &+ 1
    let significand = (magnitude & trailingMask) | implicitBit
    let exponent = max(field, 1)
    let isBelowNormal = exponent < leastNormalField
    // None of these overflows: fields are below 2^11, shifts below 2^12.
    let extra = isBelowNormal ? leastNormalField &- exponent &+ droppedBelowNormal : 0
    let depth = dropped &+ extra
    let shift = min(depth, sourceTrailing &+ 2)
    let mask: Bits = (1 &<< shift) &- 1
    let binade = isBelowNormal ? 0 : (exponent &- leastNormalField) &<< trailing
    let isOdd = ((significand &>> shift) &+ binade &+ withoutZero) & 1
    let whole = direction.whole(
      significand, shift: shift, depth: depth, mask: mask, isOdd: isOdd,
      negative: isNegative ? ~0 : 0, random: random)
    let code = (whole &<< (isBelowNormal ? droppedBelowNormal : 0)) &+ binade
    let floored = code < resultFloor ? 0 : code
    return max(floored, withoutZero) &- withoutZero
  }

  /// The bit pattern of a finite magnitude code's value.
  @inline(__always)
  func value(ofMagnitudeCode code: Bits) -> Bits {
    let offset = (leastNormalField &- 1) &<< sourceTrailing
    let normal = ((code &+ withoutZero) &<< dropped) &+ offset
    // Exact: both lie in one binade, whose unit is the least subnormal value.
    let subnormal = (Source(bitPattern: magic.bitPattern &+ code) - magic).bitPattern
    return code < leastNormalCode ? subnormal : normal
  }

  /// The complete result's value.
  @inline(__always)
  func roundedValue<Direction: KernelDirection>(
    _ value: Source, _ direction: Direction, random: UInt32
  ) -> Source {
    let (magnitude, isNegative) = operand(value)
    let code = magnitudeCode(magnitude, isNegative: isNegative, direction, random: random)
    return Source(
      bitPattern: values.result(
        self.value(ofMagnitudeCode: code), magnitude, isNegative: isNegative, infinity: infinity))
  }

  /// The complete result's code.
  @inline(__always)
  func roundedCode<Direction: KernelDirection>(
    _ value: Source, _ direction: Direction, random: UInt32
  ) -> Bits {
    let (magnitude, isNegative) = operand(value)
    let code = magnitudeCode(magnitude, isNegative: isNegative, direction, random: random)
    return codes.result(code, magnitude, isNegative: isNegative, infinity: infinity)
  }

  @inline(__always)
  private func operand(_ value: Source) -> (magnitude: Bits, isNegative: Bool) {
    let bits = value.bitPattern
    let magnitude = bits & ~signBit
    return (magnitude < operandFloor ? 0 : magnitude, bits & signBit != 0)
  }
}
