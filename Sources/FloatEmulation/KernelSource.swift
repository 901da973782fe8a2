/// A type whose values a kernel rounds: binary32 or binary64.
///
/// Kernels are generic over it and specialised inside this module.
protocol KernelSource: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// The bit pattern's type.
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

  /// The value's bit pattern.
  var bitPattern: Bits { get }
  /// The value of a bit pattern.
  init(bitPattern: Bits)
  /// The format of the type.
  static var format: FloatFormat { get }
}

extension Float: KernelSource {
  static var format: FloatFormat { .binary32 }
}

extension Double: KernelSource {
  static var format: FloatFormat { .binary64 }
}

extension KernelSource {
  /// The magnitude bits of a value that the type has exactly.
  static func magnitudeBits(_ value: Double) -> Bits {
    Bits(truncatingIfNeeded: format.encode(exactly: value) ?? 0)
  }
}
