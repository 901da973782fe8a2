/// Whether a loop serves only the usual formats and rules, which costs a quarter
/// less: see `KernelConstants.isUsual`.
protocol KernelScope: Sendable {
  static var isUsual: Bool { get }
}

/// Signed formats with subnormal values, none of them flushed.
enum UsualScope: KernelScope {
  static var isUsual: Bool { true }
}

/// Every format and rule.
enum FullScope: KernelScope {
  static var isUsual: Bool { false }
}

/// The general kernel: integers only, any format and any direction.
extension KernelConstants {
  /// The finite magnitude's code, as though the exponent had no end.
  ///
  /// The significand is cut at a place that depends on the value's exponent: below
  /// the normal range the place stays where it is, and so the shift grows.
  @inline(__always)
  func magnitudeCode<Direction: KernelDirection, Scope: KernelScope>(
    _ magnitude: Bits, negative: Bits, _ direction: Direction, _ scope: Scope.Type, random: UInt32
  ) -> Bits {
    let field = magnitude &>> sourceTrailing
    let trailingMask: Bits = (1 &<< sourceTrailing) &- 1
    let isSubnormal = Bits(mask: field == 0)
    let significand = (magnitude & trailingMask) | ((trailingMask &+ 1) & ~isSubnormal)
    let exponent = field | (isSubnormal & 1)
    let isBelowNormal = Bits(mask: exponent.isLess(than: leastNormalField))
    // None of these overflows: fields are below 2^11, shifts below 2^12.
    let gap = Scope.isUsual ? 0 : droppedBelowNormal
    let extra = (leastNormalField &- exponent &+ gap) & isBelowNormal
    let depth = dropped &+ extra
    let limit = sourceTrailing &+ 2
    let shift = depth.replaced(by: limit, where: Bits(mask: limit.isLess(than: depth)))
    let mask: Bits = (1 &<< shift) &- 1
    let binade = ((exponent &- leastNormalField) &<< trailing) & ~isBelowNormal
    let isOdd = ((significand &>> shift) &+ binade &+ (Scope.isUsual ? 0 : withoutZero)) & 1
    let whole = direction.whole(
      significand, shift: shift, depth: depth, mask: mask, isOdd: isOdd, negative: negative,
      random: random)
    if Scope.isUsual { return whole &+ binade }
    let code = (whole &<< (gap & isBelowNormal)) &+ binade
    let kept = code & ~Bits(mask: code.isLess(than: resultFloor))
    return kept &- (withoutZero & Bits(mask: kept != 0))
  }

  /// The bit pattern of a finite magnitude code's value.
  @inline(__always)
  func value(ofMagnitudeCode code: Bits) -> Bits {
    let offset = (leastNormalField &- 1) &<< sourceTrailing
    let normal = ((code &+ withoutZero) &<< dropped) &+ offset
    // Exact: both lie in one binade, whose unit is the least subnormal value.
    let subnormal = (Source(bitPattern: magic.bitPattern &+ code) - magic).bitPattern
    return normal.replaced(by: subnormal, where: Bits(mask: code.isLess(than: leastNormalCode)))
  }

  /// The complete result's value.
  @inline(__always)
  func roundedValue<Direction: KernelDirection, Scope: KernelScope>(
    _ value: Source, _ direction: Direction, _ scope: Scope.Type, random: UInt32
  ) -> Source {
    let (magnitude, negative) = operand(value, scope)
    let code = magnitudeCode(magnitude, negative: negative, direction, scope, random: random)
    let rounded = self.value(ofMagnitudeCode: code)
    return Source(
      bitPattern: values.result(rounded, magnitude, scope, negative: negative, infinity: infinity))
  }

  /// The complete result's code.
  @inline(__always)
  func roundedCode<Direction: KernelDirection, Scope: KernelScope>(
    _ value: Source, _ direction: Direction, _ scope: Scope.Type, random: UInt32
  ) -> Bits {
    let (magnitude, negative) = operand(value, scope)
    let code = magnitudeCode(magnitude, negative: negative, direction, scope, random: random)
    return codes.result(code, magnitude, scope, negative: negative, infinity: infinity)
  }

  @inline(__always)
  private func operand<Scope: KernelScope>(
    _ value: Source, _: Scope.Type
  ) -> (magnitude: Bits, negative: Bits) {
    let bits = value.bitPattern
    let magnitude = bits & ~signBit
    let negative = bits.signMask
    if Scope.isUsual { return (magnitude, negative) }
    return (magnitude & ~Bits(mask: magnitude.isLess(than: operandFloor)), negative)
  }
}
