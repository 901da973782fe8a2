public import FloatEmulation

/// A function of Berkeley TestFloat whose vectors can be checked.
public struct TestFloatFunction: Hashable, Sendable {
  /// The name in TestFloat, such as `f32_to_f16`.
  public let name: String
  /// What it does.
  public let operation: ConformanceVector.Operation
  /// The format of its operand.
  public let source: FloatFormat
  /// The format of its result.
  public let target: FloatFormat

  /// Every function that is known.
  public static let all: [TestFloatFunction] =
    [
      conversion(.binary16, .binary32), conversion(.binary16, .binary64),
      conversion(.binary32, .binary16), conversion(.binary32, .binary64),
      conversion(.binary64, .binary16), conversion(.binary64, .binary32),
    ] + [.binary16, .binary32, .binary64].map(rounding)

  /// The function of a name.
  ///
  /// - Throws: `VectorError` that lists what is known.
  public init(named name: String) throws(VectorError) {
    guard let function = TestFloatFunction.all.first(where: { $0.name == name }) else {
      let known = TestFloatFunction.all.map(\.name).joined(separator: ", ")
      throw VectorError(
        .unknownFunction, "the TestFloat function `\(name)` is not known here",
        remedy: "known are \(known)")
    }
    self = function
  }

  private init(
    _ name: String, _ operation: ConformanceVector.Operation, _ source: FloatFormat,
    _ target: FloatFormat
  ) {
    self.name = name
    self.operation = operation
    self.source = source
    self.target = target
  }

  private static func conversion(
    _ source: FloatFormat, _ target: FloatFormat
  ) -> TestFloatFunction {
    .init("f\(source.bitWidth)_to_f\(target.bitWidth)", .convert, source, target)
  }

  private static func rounding(_ format: FloatFormat) -> TestFloatFunction {
    .init("f\(format.bitWidth)_roundToInt", .roundToIntegral, format, format)
  }
}
