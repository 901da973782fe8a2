internal import FloatEmulation

/// A type of recorded values, as bit patterns.
protocol HistogramSource: Sendable {
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable
  /// 64 bytes of bit patterns.
  associatedtype Lanes: WordLanes where Lanes.Scalar == Bits
  /// How values get keys.
  associatedtype Keys: KeyArithmetic where Keys.Source == Self

  /// The format.
  static var format: FloatFormat { get }
  /// How many bits the trailing significand field has.
  static var trailing: Int { get }
  /// The bit pattern of binary64 with the magnitude of a value, which is not a NaN.
  static func widened(_ magnitude: Bits) -> UInt64
}

extension HistogramSource {
  /// The bit pattern of infinity, above those of all finite magnitudes.
  @inline(__always)
  static var infinity: Bits { Bits.max / 2 & ~trailingMask }
  /// The trailing significand field, all ones.
  @inline(__always)
  static var trailingMask: Bits { 1 &<< Bits(trailing) &- 1 }
}

/// A type whose values have their gaps' bit patterns found by subtraction in the type itself.
protocol WideSource: HistogramSource {
  /// The bit patterns of `2 - s` in the format itself, exactly, for the significands `s` with
  /// these trailing significand fields.
  static func gaps(ofTrailing fields: Lanes) -> Lanes
}

enum Binary64Source: WideSource {
  typealias Bits = UInt64
  typealias Lanes = SIMD8<UInt64>
  typealias Keys = WideKeys<Binary64Source>
  static let format = FloatFormat.binary64
  @inline(__always)
  static func widened(_ magnitude: UInt64) -> UInt64 { magnitude }
  @inline(__always)
  static func gaps(ofTrailing fields: SIMD8<UInt64>) -> SIMD8<UInt64> {
    let significands = unsafe unsafeBitCast(
      fields | SIMD8(repeating: (1 as Double).bitPattern), to: SIMD8<Double>.self)
    return unsafe unsafeBitCast(SIMD8(repeating: 2) - significands, to: SIMD8<UInt64>.self)
  }
  @inline(__always)
  static var trailing: Int { 52 }
}

enum Binary32Source: WideSource {
  typealias Bits = UInt32
  typealias Lanes = SIMD16<UInt32>
  typealias Keys = WideKeys<Binary32Source>
  static let format = FloatFormat.binary32
  @inline(__always)
  static func widened(_ magnitude: UInt32) -> UInt64 {
    Double(Float(bitPattern: magnitude)).bitPattern
  }
  @inline(__always)
  static func gaps(ofTrailing fields: SIMD16<UInt32>) -> SIMD16<UInt32> {
    let significands = unsafe unsafeBitCast(
      fields | SIMD16(repeating: (1 as Float).bitPattern), to: SIMD16<Float>.self)
    return unsafe unsafeBitCast(SIMD16(repeating: 2) - significands, to: SIMD16<UInt32>.self)
  }
  @inline(__always)
  static var trailing: Int { 23 }
}

enum Binary16Source: HistogramSource {
  typealias Bits = UInt16
  typealias Lanes = SIMD32<UInt16>
  typealias Keys = NarrowKeys<Binary16Source>
  static let format = FloatFormat.binary16
  @inline(__always)
  static func widened(_ magnitude: UInt16) -> UInt64 {
    let moved = UInt64(magnitude) &<< (52 - 10)
    // The exponent field is that of binary64 less the difference of the biases.
    if magnitude >= infinity { return moved | Double.infinity.bitPattern }
    if magnitude > trailingMask { return moved &+ (1023 - 15) &<< 52 }
    return (Double(magnitude) * 0x1p-24).bitPattern
  }
  @inline(__always)
  static var trailing: Int { 10 }
}

enum BFloat16Source: HistogramSource {
  typealias Bits = UInt16
  typealias Lanes = SIMD32<UInt16>
  typealias Keys = NarrowKeys<BFloat16Source>
  static let format = FloatFormat.bfloat16
  @inline(__always)
  static func widened(_ magnitude: UInt16) -> UInt64 {
    Double(Float(bitPattern: UInt32(magnitude) << 16)).bitPattern
  }
  @inline(__always)
  static var trailing: Int { 7 }
}
