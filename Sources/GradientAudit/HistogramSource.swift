internal import FloatEmulation

/// A type of recorded values, as bit patterns.
protocol HistogramSource: Sendable {
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

  /// The format.
  static var format: FloatFormat { get }
  /// The bit pattern of binary64 with the magnitude of a value, which is not a NaN.
  static func widened(_ magnitude: Bits) -> UInt64
  /// The bit pattern of `2 - s` in the format itself, exactly, for the significand `s` with
  /// a trailing significand field.
  static func gap(_ fraction: Bits) -> Bits
}

extension HistogramSource {
  /// The bits of the trailing significand field.
  @inline(__always)
  static var trailing: Int { format.precision - 1 }
}

extension HistogramSource where Bits == UInt16 {
  /// Of no consequence: a value of sixteen bits is its own key.
  static func gap(_ fraction: UInt16) -> UInt16 { fraction }
}

enum Binary64Source: HistogramSource {
  static let format = FloatFormat.binary64
  @inline(__always)
  static func widened(_ magnitude: UInt64) -> UInt64 { magnitude }
  @inline(__always)
  static func gap(_ fraction: UInt64) -> UInt64 {
    (2 - Double(bitPattern: fraction | (1 as Double).bitPattern)).bitPattern
  }
  @inline(__always)
  static var trailing: Int { 52 }
}

enum Binary32Source: HistogramSource {
  static let format = FloatFormat.binary32
  @inline(__always)
  static func widened(_ magnitude: UInt32) -> UInt64 {
    Double(Float(bitPattern: magnitude)).bitPattern
  }
  @inline(__always)
  static func gap(_ fraction: UInt32) -> UInt32 {
    (2 - Float(bitPattern: fraction | (1 as Float).bitPattern)).bitPattern
  }
  @inline(__always)
  static var trailing: Int { 23 }
}

enum Binary16Source: HistogramSource {
  static let format = FloatFormat.binary16
  static func widened(_ magnitude: UInt16) -> UInt64 {
    format.decode(UInt64(magnitude)).bitPattern
  }
}

enum BFloat16Source: HistogramSource {
  static let format = FloatFormat.bfloat16
  @inline(__always)
  static func widened(_ magnitude: UInt16) -> UInt64 {
    Double(Float(bitPattern: UInt32(magnitude) << 16)).bitPattern
  }
}
