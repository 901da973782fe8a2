/// A type whose values a kernel rounds: binary32 or binary64.
///
/// Kernels are generic over it and specialised inside this module.
protocol KernelSource: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// The bit pattern's type.
  associatedtype Bits: KernelBits

  /// The value's bit pattern.
  var bitPattern: Bits { get }
  /// The value of a bit pattern.
  init(bitPattern: Bits)
  /// The format of the type.
  static var format: FloatFormat { get }
  /// The value's code by the reference.
  func code(by projection: Projection, random: UInt32) -> UInt64
}

/// An unsigned integer with what a kernel needs to choose without a branch.
///
/// Comparisons are of signed numbers, for which vector units have an instruction
/// on every processor; the numbers that kernels compare lie below the sign bit.
protocol KernelBits: FixedWidthInteger, UnsignedInteger, BitwiseCopyable, Sendable {
  /// The signed integer of the same width.
  associatedtype Signed: FixedWidthInteger & SignedInteger
}

extension UInt32: KernelBits {
  typealias Signed = Int32
}

extension UInt64: KernelBits {
  typealias Signed = Int64
}

extension KernelBits {
  /// All ones if a condition holds, else zero.
  @inline(__always)
  init(mask condition: Bool) { self = condition ? ~0 : 0 }

  /// Whether this number is less than another, both below the sign bit.
  @inline(__always)
  func isLess(than other: Self) -> Bool {
    Signed(truncatingIfNeeded: self) < Signed(truncatingIfNeeded: other)
  }

  /// The lesser of this number and another, as signed numbers.
  ///
  /// What is limited lies below the sign bit, unless it comes from a NaN, which is put
  /// in afterwards.
  @inline(__always)
  func limited(to other: Self) -> Self {
    // In registers, where choosing takes one instruction and no branch.
    let (own, limit) = (Signed(truncatingIfNeeded: self), Signed(truncatingIfNeeded: other))
    return Self(truncatingIfNeeded: own < limit ? own : limit)
  }

  /// All ones if the sign bit is set, else zero.
  @inline(__always)
  var signMask: Self { Self(mask: Signed(truncatingIfNeeded: self) < 0) }

  /// This number, or another one where the mask has ones.
  @inline(__always)
  func replaced(by other: Self, where mask: Self) -> Self { (self & ~mask) | (other & mask) }
}

extension Float: KernelSource {
  static var format: FloatFormat { .binary32 }

  func code(by projection: Projection, random: UInt32) -> UInt64 {
    projection.encode(self, random: random)
  }
}

extension Double: KernelSource {
  static var format: FloatFormat { .binary64 }

  func code(by projection: Projection, random: UInt32) -> UInt64 {
    projection.encode(self, random: random)
  }
}
