internal import FloatEmulation

/// A type of recorded values, as bit patterns.
protocol HistogramSource: Sendable {
  associatedtype Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

  /// The format.
  static var format: FloatFormat { get }
  /// The bit pattern of binary64 with the magnitude of a value, which is not a NaN.
  static func widened(_ magnitude: Bits) -> UInt64
}

enum Binary64Source: HistogramSource {
  static let format = FloatFormat.binary64
  @inline(__always)
  static func widened(_ magnitude: UInt64) -> UInt64 { magnitude }
}

enum Binary32Source: HistogramSource {
  static let format = FloatFormat.binary32
  @inline(__always)
  static func widened(_ magnitude: UInt32) -> UInt64 {
    Double(Float(bitPattern: magnitude)).bitPattern
  }
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
