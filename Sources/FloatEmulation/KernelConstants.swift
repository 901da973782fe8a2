/// What a kernel needs to know of a projection and its source type, computed once
/// outside the loop.
struct KernelConstants<Source: KernelSource>: Sendable {
  typealias Bits = Source.Bits

  // The source type.
  let infinity: Bits
  let signBit: Bits
  let sourceTrailing: Bits
  /// Magnitudes below it are taken for zero.
  let operandFloor: Bits

  // The format.
  /// The width of its trailing significand, and how many bits fewer that is.
  let trailing: Bits
  let dropped: Bits
  /// The source's exponent field of the least normal value.
  let leastNormalField: Bits
  /// How many bits more are cut off below the normal range: none where there are
  /// subnormal values, `trailing` where there is zero alone.
  let droppedBelowNormal: Bits
  /// One if the format has no zero, so that code 0 is the least normal value.
  let withoutZero: Bits
  let leastNormalCode: Bits
  /// Codes below it are taken for zero.
  let resultFloor: Bits
  /// A power of two whose unit in the last place is the least subnormal value.
  let magic: Source

  let codes: KernelEnding<Bits>
  let values: KernelEnding<Bits>

  /// The constants; nil if the source has not every value of the format, or too
  /// few exponents or bits for the arithmetic of the kernel.
  init?(_: Source.Type, _ projection: Projection) {
    let (format, source) = (projection.format, Source.format)
    let dropped = source.precision - format.precision
    // Where there are no subnormal values, the source's must lie below the range.
    let hasGap = !format.hasSubnormals && format.precision > 1
    guard dropped >= 0, format.minimumExponent >= source.minimumExponent + (hasGap ? 1 : 0),
      format.minimumExponent + dropped <= source.maximumExponent,
      format.maximumExponent <= source.maximumExponent
    else { return nil }
    if case .stochastic(let rule) = projection.direction,
      rule.randomBitCount > Bits.bitWidth - 2
    {
      return nil
    }
    func bits(_ code: UInt64) -> Bits { Bits(truncatingIfNeeded: code) }
    let sourceTrailing = Bits(source.trailingSignificandBitCount)
    let field = Bits(format.minimumExponent + source.bias)
    let patterns = ValuePatterns<Source>(format)

    infinity = Source.infinity.bitPattern
    signBit = bits(source.signBit)
    self.sourceTrailing = sourceTrailing
    operandFloor = projection.flushing.contains(.operands) ? bits(source.leastNormalCode) : 0
    trailing = Bits(format.trailingSignificandBitCount)
    self.dropped = Bits(dropped)
    leastNormalField = field
    droppedBelowNormal = format.hasSubnormals ? 0 : Bits(format.trailingSignificandBitCount)
    withoutZero = format.hasZero ? 0 : 1
    leastNormalCode = bits(format.leastNormalCode)
    resultFloor = projection.flushing.contains(.results) ? bits(format.leastNormalCode) : 0
    magic = Source(bitPattern: (field + Bits(dropped)) << sourceTrailing)

    isUsual = format.isSigned && format.hasSubnormals && projection.flushing.isEmpty
    let keepsPayload = projection.nan == .quiet && format.specialValues == .ieee
    let payload = bits(keepsPayload ? format.quietBit - 1 : 0)
    codes = KernelEnding(
      projection, signBit: bits(format.signBit), payloadShift: Bits(dropped), payloadMask: payload,
      magnitude: bits, complete: bits)
    values = KernelEnding(
      projection, signBit: bits(source.signBit), payloadShift: 0,
      payloadMask: payload << Bits(dropped),
      magnitude: patterns.magnitude, complete: patterns.complete)
  }

  /// Whether the format is signed and has subnormal values, and none is flushed.
  let isUsual: Bool

  /// Whether results need neither flushing nor a word on special values.
  ///
  /// See `KernelEnding.isPlain`; and an overflow is the greatest code or the next.
  var isPlain: Bool {
    isUsual && codes.isPlain && values.isPlain && codes.endsWithOverflow(unit: 1)
  }
}

extension KernelEnding {
  fileprivate init(
    _ projection: Projection, signBit: Bits, payloadShift: Bits, payloadMask: Bits,
    magnitude: (UInt64) -> Bits, complete: (UInt64) -> Bits
  ) {
    self.init(
      positive: Results(
        projection, isNegative: false, signBit: signBit, magnitude: magnitude, complete: complete),
      negative: Results(
        projection, isNegative: true, signBit: signBit, magnitude: magnitude, complete: complete),
      hasNegativeZero: projection.format.hasNegativeZero,
      payloadShift: payloadShift, payloadMask: payloadMask)
  }
}
