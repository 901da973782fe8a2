/// Codes of any width, one after the other without a gap: the first code in the
/// lowest bits of the first byte, as OCP MX and the frameworks pack FP4 and FP6.
public struct PackedCodes: Hashable, Sendable {
  /// The width of a code in bits, `1...64`.
  public let bitWidth: Int
  /// How many codes there are.
  public let count: Int
  /// The packed bytes; bits behind the last code are zero.
  public private(set) var bytes: [UInt8]

  /// Packs codes.
  ///
  /// - Precondition: `1 <= bitWidth <= 64`, and no code is wider.
  public init<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ codes: Span<Code>, bitWidth: Int
  ) {
    precondition((1...64).contains(bitWidth), "a code has 1 to 64 bits")
    self.bitWidth = bitWidth
    count = codes.count
    bytes = [UInt8](repeating: 0, count: (codes.count * bitWidth + 7) / 8)
    if bitWidth > 32 {
      bytes = packed(codes, bitWidth, into: bytes, UInt128.self)
    } else {
      bytes = packed(codes, bitWidth, into: bytes, UInt64.self)
    }
  }

  /// The code at a position.
  ///
  /// - Precondition: `0 <= position < count`.
  public subscript(position: Int) -> UInt64 {
    precondition(position >= 0 && position < count, "no code at this position")
    let first = position * bitWidth
    var (code, taken) = (UInt128(0), 0)
    for byte in bytes[first / 8...(first + bitWidth - 1) / 8] {
      code |= UInt128(byte) << UInt128(taken)
      taken += 8
    }
    let mask: UInt64 = ~0 >> UInt64(64 - bitWidth)
    return UInt64(truncatingIfNeeded: code >> UInt128(first % 8)) & mask
  }
}

/// Fills bytes with the bits of codes; `Pending` holds a code and seven bits more.
@inline(__always)
private func packed<Code, Pending: FixedWidthInteger & UnsignedInteger>(
  _ codes: Span<Code>, _ bitWidth: Int, into bytes: consuming [UInt8], _: Pending.Type
) -> [UInt8] where Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable {
  var (pending, pendingCount, place) = (Pending(0), 0, 0)
  for index in 0..<codes.count {
    let code = Pending(truncatingIfNeeded: codes[index])
    precondition(code >> Pending(bitWidth) == 0, "a code is too wide")
    pending |= code &<< Pending(pendingCount)
    pendingCount += bitWidth
    while pendingCount >= 8 {
      bytes[place] = UInt8(truncatingIfNeeded: pending)
      pending &>>= 8
      pendingCount -= 8
      place += 1
    }
  }
  if pendingCount > 0 { bytes[place] = UInt8(truncatingIfNeeded: pending) }
  return bytes
}

extension RoundingKernel {
  /// The packed codes of binary32 values.
  public func packed(_ values: Span<Float>, from first: UInt64 = 0) -> PackedCodes {
    switch projection.format.bitWidth {
    case ...8: packed(values, from: first, as: UInt8.self)
    case ...16: packed(values, from: first, as: UInt16.self)
    default: packed(values, from: first, as: UInt64.self)
    }
  }

  /// The packed codes of binary64 values.
  public func packed(_ values: Span<Double>, from first: UInt64 = 0) -> PackedCodes {
    switch projection.format.bitWidth {
    case ...8: packed(values, from: first, as: UInt8.self)
    case ...16: packed(values, from: first, as: UInt16.self)
    default: packed(values, from: first, as: UInt64.self)
    }
  }

  private func packed<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ values: Span<Float>, from first: UInt64, as _: Code.Type
  ) -> PackedCodes {
    var codes = [Code](repeating: 0, count: values.count)
    var target = codes.mutableSpan
    encodeConcurrently(values, into: &target, from: first)
    return PackedCodes(codes.span, bitWidth: projection.format.bitWidth)
  }

  private func packed<Code: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ values: Span<Double>, from first: UInt64, as _: Code.Type
  ) -> PackedCodes {
    var codes = [Code](repeating: 0, count: values.count)
    var target = codes.mutableSpan
    encodeConcurrently(values, into: &target, from: first)
    return PackedCodes(codes.span, bitWidth: projection.format.bitWidth)
  }
}
