/// A format's codes as bit patterns of a source type that holds their values.
struct ValuePatterns<Source: KernelSource> {
  private let format: FloatFormat
  private let dropped: Source.Bits

  /// - Precondition: The source has every value of the format.
  init(_ format: FloatFormat) {
    self.format = format
    dropped = Source.Bits(Source.format.precision - format.precision)
  }

  /// The magnitude of a code, as though the exponent had no end.
  func magnitude(_ code: UInt64) -> Source.Bits {
    if code < format.leastNormalCode { return Source(format.decode(code)).bitPattern }
    let field = Source.Bits(format.minimumExponent + Source.format.bias - 1)
    let offset = field << Source.Bits(Source.format.trailingSignificandBitCount)
    return (Source.Bits(truncatingIfNeeded: code + (format.hasZero ? 0 : 1)) << dropped) + offset
  }

  /// The value of any code, with the sign and payload of a NaN that has them.
  func complete(_ code: UInt64) -> Source.Bits {
    guard format.valueClass(of: code) == .nan else {
      return Source(format.decode(code)).bitPattern
    }
    let hasPayload = format.specialValues == .ieee
    let payload = hasPayload ? Source.Bits(truncatingIfNeeded: code & (format.quietBit - 1)) : 0
    let isNegative = format.hasSignedNaN && code & format.signBit != 0
    let sign = isNegative ? Source.Bits(truncatingIfNeeded: Source.format.signBit) : 0
    return Source.nan.bitPattern | payload << dropped | sign
  }
}
