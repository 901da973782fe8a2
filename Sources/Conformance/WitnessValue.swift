public import FloatEmulation

/// A source type that witnesses accept: binary32 or binary64.
///
/// The loops over values stand in the conformances, where the type is concrete.
public protocol WitnessValue: BinaryFloatingPoint & BitwiseCopyable & Sendable {
  /// The format of the type.
  static var sourceFormat: FloatFormat { get }
  /// The value's bit pattern.
  var bits: UInt64 { get }
  /// Some of the values of a space.
  static func values(of space: InputSpace<Self>, in range: Range<UInt64>) -> [Self]
  /// What a witness makes of some values, as bit patterns.
  static func bitsRounded(_ values: [Self], by witness: any Witness) -> [UInt64]
}

extension Float: WitnessValue {
  /// binary32.
  public static var sourceFormat: FloatFormat { .binary32 }

  /// The value's bit pattern.
  public var bits: UInt64 { UInt64(bitPattern) }

  /// Some of the values of a space.
  public static func values(of space: InputSpace<Float>, in range: Range<UInt64>) -> [Float] {
    range.map(space.value)
  }

  /// What a witness makes of some values, as bit patterns.
  public static func bitsRounded(_ values: [Float], by witness: any Witness) -> [UInt64] {
    var results = values
    var target = results.mutableSpan
    witness.round(values.span, into: &target)
    return results.map { UInt64($0.bitPattern) }
  }
}

extension Double: WitnessValue {
  /// binary64.
  public static var sourceFormat: FloatFormat { .binary64 }

  /// The value's bit pattern.
  public var bits: UInt64 { bitPattern }

  /// Some of the values of a space.
  public static func values(of space: InputSpace<Double>, in range: Range<UInt64>) -> [Double] {
    range.map(space.value)
  }

  /// What a witness makes of some values, as bit patterns.
  public static func bitsRounded(_ values: [Double], by witness: any Witness) -> [UInt64] {
    var results = values
    var target = results.mutableSpan
    witness.round(values.span, into: &target)
    return results.map(\.bitPattern)
  }
}
