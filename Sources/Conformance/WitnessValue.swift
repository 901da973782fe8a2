public import FloatEmulation

/// A source type that witnesses accept: binary32 or binary64.
///
/// The loops over values stand in the conformances, where the type is concrete.
public protocol WitnessValue: BinaryFloatingPoint & BitwiseCopyable & Sendable {
  /// The type of bit patterns and of codes.
  associatedtype Pattern: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

  /// The format of the type.
  static var sourceFormat: FloatFormat { get }
  /// The value's bit pattern.
  var bitPattern: Pattern { get }
  /// Asks a witness.
  static func round(
    _ source: Span<Self>, by witness: any Witness, into values: inout MutableSpan<Self>,
    codes: inout MutableSpan<Pattern>)
  /// The places of values that differ in their bits, except that any NaN is as good
  /// as another.
  static func differences(_ left: Span<Self>, _ right: Span<Self>) -> [Int]
  /// The places of codes that differ.
  static func differences(_ left: Span<Pattern>, _ right: Span<Pattern>) -> [Int]
}

extension Float: WitnessValue {
  /// binary32.
  public static var sourceFormat: FloatFormat { .binary32 }

  /// Asks a witness.
  public static func round(
    _ source: Span<Float>, by witness: any Witness, into values: inout MutableSpan<Float>,
    codes: inout MutableSpan<UInt32>
  ) { witness.round(source, into: &values, codes: &codes) }

  /// The places of values that differ.
  public static func differences(_ left: Span<Float>, _ right: Span<Float>) -> [Int] {
    var different: UInt32 = 0
    for index in left.indices { different |= left[index].bitPattern ^ right[index].bitPattern }
    if different == 0 { return [] }
    return left.indices.filter {
      left[$0].bitPattern != right[$0].bitPattern && !(left[$0].isNaN && right[$0].isNaN)
    }
  }

  /// The places of codes that differ.
  public static func differences(_ left: Span<UInt32>, _ right: Span<UInt32>) -> [Int] {
    var different: UInt32 = 0
    for index in left.indices { different |= left[index] ^ right[index] }
    return different == 0 ? [] : left.indices.filter { left[$0] != right[$0] }
  }
}

extension Double: WitnessValue {
  /// binary64.
  public static var sourceFormat: FloatFormat { .binary64 }

  /// Asks a witness.
  public static func round(
    _ source: Span<Double>, by witness: any Witness, into values: inout MutableSpan<Double>,
    codes: inout MutableSpan<UInt64>
  ) { witness.round(source, into: &values, codes: &codes) }

  /// The places of values that differ.
  public static func differences(_ left: Span<Double>, _ right: Span<Double>) -> [Int] {
    var different: UInt64 = 0
    for index in left.indices { different |= left[index].bitPattern ^ right[index].bitPattern }
    if different == 0 { return [] }
    return left.indices.filter {
      left[$0].bitPattern != right[$0].bitPattern && !(left[$0].isNaN && right[$0].isNaN)
    }
  }

  /// The places of codes that differ.
  public static func differences(_ left: Span<UInt64>, _ right: Span<UInt64>) -> [Int] {
    var different: UInt64 = 0
    for index in left.indices { different |= left[index] ^ right[index] }
    return different == 0 ? [] : left.indices.filter { left[$0] != right[$0] }
  }
}
