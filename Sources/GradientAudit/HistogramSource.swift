internal import FloatEmulation

/// A type of recorded values, as bit patterns.
protocol HistogramSource: Sendable {
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

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

/// A type of values that have keys.
protocol KeyedSource: CountedSource where Keyed == Self {
  /// 64 bytes of bit patterns.
  associatedtype Lanes: WordLanes where Lanes.Scalar == Bits

  /// The bit patterns of `2 - s` in the format itself, exactly, for the significands `s` with
  /// these trailing significand fields.
  static func gaps(ofTrailing fields: Lanes) -> Lanes
}

extension KeyedSource {
  @unsafe @inline(__always)
  static func keyed(_ values: Span<Bits>, _ vector: Int) -> Lanes {
    unsafe lanes(values.bytes, vector)
  }

  /// Some of the vectors that bytes hold; not checked.
  @unsafe @inline(__always)
  static func lanes(_ bytes: RawSpan, _ vector: Int) -> Lanes {
    unsafe bytes.unsafeLoadUnaligned(
      fromUncheckedByteOffset: vector &* MemoryLayout<Lanes>.size, as: Lanes.self)
  }
}

/// A type of values that are counted, as values of the type itself or of a wider one.
protocol CountedSource: HistogramSource {
  associatedtype Keyed: KeyedSource

  /// The bit patterns of the wider type with the same values; those of NaNs stay NaNs.
  ///
  /// - Parameter vector: Which of the values, as many at a time as there are lanes; not
  ///   checked. A vector of an even number and the next may be mixed.
  @unsafe static func keyed(_ values: Span<Bits>, _ vector: Int) -> Keyed.Lanes
}

/// A type of 16 bits, whose values are counted as values of binary32.
protocol NarrowSource: CountedSource where Bits == UInt16, Keyed == Binary32Source {
  /// The bit patterns of binary32 with the values of these bit patterns.
  static func binary32(_ values: SIMD16<UInt32>) -> SIMD16<UInt32>
}

extension NarrowSource {
  @unsafe @inline(__always)
  static func keyed(_ values: Span<UInt16>, _ vector: Int) -> SIMD16<UInt32> {
    // Of each two neighbours the first or the second: Swift has no fast way to widen lanes.
    let pairs = unsafe Binary32Source.lanes(values.bytes, vector &>> 1)
    let shift = UInt32(truncatingIfNeeded: vector & 1) &* 16
    return binary32(pairs &>> SIMD16(repeating: shift) & SIMD16(repeating: 0xFFFF))
  }
}

enum Binary64Source: KeyedSource {
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

enum Binary32Source: KeyedSource {
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

enum Binary16Source: NarrowSource {
  static let format = FloatFormat.binary16
  static func widened(_ magnitude: UInt16) -> UInt64 {
    format.decode(UInt64(magnitude)).bitPattern
  }
  @inline(__always)
  static func binary32(_ values: SIMD16<UInt32>) -> SIMD16<UInt32> {
    let magnitudes = values & SIMD16(repeating: 0x7FFF)
    let moved = magnitudes &<< SIMD16(repeating: 13)
    // By what the exponent field is larger, and by what more that of infinity and NaN.
    let bias = SIMD16<UInt32>(repeating: (127 - 15) << 23)
    var results = moved &+ bias
    results.replace(
      with: results &+ bias, where: SIMD16(repeating: 0x7C00 - 1) .< magnitudes)
    // A subnormal value is what 2^-14 and it are more than 2^-14.
    let least = SIMD16<UInt32>(repeating: (0x1p-14 as Float).bitPattern)
    let sums = unsafe unsafeBitCast(moved &+ least, to: SIMD16<Float>.self)
    let subnormals = unsafe unsafeBitCast(
      sums - SIMD16(repeating: 0x1p-14), to: SIMD16<UInt32>.self)
    results.replace(with: subnormals, where: magnitudes .< SIMD16(repeating: 0x400))
    return results | (values & SIMD16(repeating: 0x8000)) &<< SIMD16(repeating: 16)
  }
  @inline(__always)
  static var trailing: Int { 10 }
}

enum BFloat16Source: NarrowSource {
  static let format = FloatFormat.bfloat16
  @inline(__always)
  static func widened(_ magnitude: UInt16) -> UInt64 {
    Double(Float(bitPattern: UInt32(magnitude) << 16)).bitPattern
  }
  @inline(__always)
  static func binary32(_ values: SIMD16<UInt32>) -> SIMD16<UInt32> {
    values &<< SIMD16(repeating: 16)
  }
  @inline(__always)
  static var trailing: Int { 7 }
}
