/// Unsigned integers side by side, 64 bytes of them, with the operators that Swift has for each
/// type of vectors.
///
/// In generic code it takes those for all vectors, which are loops over the lanes, unless
/// they are requirements. For `&`, `&>>` and `replacing` it has loops alone, of which the
/// optimiser makes vectors again up to 16 lanes: 32 lanes have their own.
protocol WordLanes: SIMD, BitwiseCopyable, Sendable
where Scalar: FixedWidthInteger & UnsignedInteger {
  static func &+ (one: Self, other: Self) -> Self
  static func &- (one: Self, other: Self) -> Self
  static func &* (one: Self, other: Self) -> Self
  static func & (one: Self, other: Self) -> Self
  static func .< (one: Self, other: Self) -> SIMDMask<MaskStorage>
  static func .== (one: Self, other: Self) -> SIMDMask<MaskStorage>
  /// The lanes, or those of another vector where a mask is set.
  func replacing(with other: Self, where mask: SIMDMask<MaskStorage>) -> Self
  /// The lanes without their last bits.
  func shiftedRight(by count: Scalar) -> Self
}

extension SIMD8: WordLanes where Scalar == UInt64 {}
extension SIMD16: WordLanes where Scalar == UInt32 {}

// Safe: any bits are integers, and what is cast has 64 bytes.
extension SIMD32: WordLanes where Scalar == UInt16 {
  @inline(__always)
  static func & (one: Self, other: Self) -> Self { Self(one.words & other.words) }

  @inline(__always)
  func replacing(with other: Self, where mask: SIMDMask<SIMD32<Int16>>) -> Self {
    let mask = unsafe unsafeBitCast(mask, to: SIMD8<UInt64>.self)
    return Self(words & ~mask | other.words & mask)
  }

  // Halves have 16 lanes.
  @inline(__always)
  func shiftedRight(by count: UInt16) -> Self {
    Self(
      lowHalf: lowHalf &>> SIMD16(repeating: count), highHalf: highHalf &>> SIMD16(repeating: count)
    )
  }

  @inline(__always)
  private init(_ words: SIMD8<UInt64>) { self = unsafe unsafeBitCast(words, to: Self.self) }

  @inline(__always)
  private var words: SIMD8<UInt64> { unsafe unsafeBitCast(self, to: SIMD8<UInt64>.self) }
}

extension WordLanes {
  @inline(__always)
  func shiftedRight(by count: Scalar) -> Self { self &>> Self(repeating: count) }

  /// The lesser ones of each two.
  @inline(__always)
  func least(_ other: Self) -> Self { replacing(with: other, where: other .< self) }

  /// The greater ones of each two.
  @inline(__always)
  func greatest(_ other: Self) -> Self { replacing(with: other, where: self .< other) }

  /// Whether one of two masks is set somewhere.
  ///
  /// Swift's `any` looks at one lane after the other.
  @inline(__always)
  static func isAnySet(_ one: SIMDMask<MaskStorage>, _ other: SIMDMask<MaskStorage>) -> Bool {
    // Safe: any bits are integers, and both have 64 bytes, or this traps.
    let bits =
      unsafe unsafeBitCast(one, to: SIMD8<UInt64>.self)
      | unsafeBitCast(other, to: SIMD8<UInt64>.self)
    let half = bits.lowHalf | bits.highHalf
    let quarter = half.lowHalf | half.highHalf
    return quarter.x | quarter.y != 0
  }
}
