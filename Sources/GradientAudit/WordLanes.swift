/// Unsigned integers side by side, with the operators that Swift has for each type of vectors.
///
/// In generic code it takes those for all vectors, which are loops over the lanes, unless
/// they are requirements. The others (`&`, `|`, `&>>`, `replacing`) are loops alone, of which
/// the optimiser makes vectors again.
protocol WordLanes: SIMD, BitwiseCopyable, Sendable
where Scalar: FixedWidthInteger & UnsignedInteger {
  static func &+ (one: Self, other: Self) -> Self
  static func &- (one: Self, other: Self) -> Self
  static func &* (one: Self, other: Self) -> Self
  static func .< (one: Self, other: Self) -> SIMDMask<MaskStorage>
  static func .== (one: Self, other: Self) -> SIMDMask<MaskStorage>
}

extension SIMD16: WordLanes where Scalar == UInt32 {}
extension SIMD8: WordLanes where Scalar == UInt64 {}

extension WordLanes {
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
