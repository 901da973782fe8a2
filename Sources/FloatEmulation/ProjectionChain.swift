/// A projection as a stack carries it out: with what its converter reads of the
/// operand, the format that wider operands go through first, and its own idea of
/// NaN.
///
/// Without any of the three it is the projection and nothing else.
public struct ProjectionChain: Hashable, Sendable {
  /// The projection into the target format.
  public let projection: Projection
  /// The format that a wider value is rounded to first, ties to even; that is a
  /// double rounding.
  public let intermediate: FloatFormat?
  /// What becomes of a NaN, where that is no rule of a projection.
  public let nan: NaNConvention?
  /// What the converter reads of its operand.
  public let operand: OperandRule

  /// Creates a chain.
  ///
  /// - Precondition: `intermediate` is binary32 or nil.
  public init(
    _ projection: Projection, by intermediate: FloatFormat? = nil, nan: NaNConvention? = nil,
    operand: OperandRule = .value
  ) {
    precondition(intermediate == nil || intermediate == .binary32, "not by way of binary32")
    self.projection = projection
    self.intermediate = intermediate
    self.nan = nan
    self.operand = operand
  }

  /// The target format.
  public var format: FloatFormat { projection.format }

  /// The projections that a value of a format meets, in order.
  public func steps(from source: FloatFormat) -> [Projection] {
    guard let intermediate, source.precision > intermediate.precision else { return [projection] }
    return [Projection(intermediate), projection]
  }

  /// Rounds one binary64 value, by way of the intermediate format.
  ///
  /// Outcome and flags are the last step's.
  public func round(_ value: Double, random: UInt32 = 0) -> RoundingResult {
    if intermediate != nil { return round(ProjectionChain.binary32(value), random: random) }
    let result = projection.round(read(value), random: random)
    let payload = UInt32(truncatingIfNeeded: value.significandBitPattern >> 29)
    return value.isNaN ? withNaN(result, value.sign == .minus, payload) : result
  }

  /// Rounds one binary32 value.
  public func round(_ value: Float, random: UInt32 = 0) -> RoundingResult {
    let result = projection.round(read(value), random: random)
    return value.isNaN
      ? withNaN(result, value.sign == .minus, value.significandBitPattern) : result
  }

  /// The value that a value of binary64 or binary32 is when it arrives at the last
  /// projection.
  func lastOperand(of value: Double, from source: FloatFormat) -> Double {
    let isNarrow = source == .binary32 || steps(from: source).count > 1
    return isNarrow ? Double(read(Float(value))) : read(value)
  }

  /// The value in binary32, a NaN with the top of its payload.
  private static func binary32(_ value: Double) -> Float {
    let code = Projection(.binary32).encode(value)
    return Float(bitPattern: UInt32(truncatingIfNeeded: code))
  }

  func read<Value: BinaryFloatingPoint>(_ value: Value) -> Value {
    if operand == .value { return value }
    if value.magnitude > 0x1p-127 && value.magnitude < 0x1p-126 {
      return operand == .carryingMagnitude || value > 0 ? 0x1p-126 : -0x1p-126
    }
    guard operand == .carryingMagnitude else { return value }
    return value.isZero ? .leastNonzeroMagnitude : value.magnitude
  }

  private func withNaN(
    _ result: RoundingResult, _ isNegative: Bool, _ payload: UInt32
  ) -> RoundingResult {
    guard let nan else { return result }
    let code = nan.code(
      isNegative: isNegative, payload: payload, quiet: result.code, in: format)
    return RoundingResult(code, in: format, outcome: result.outcome, flags: result.flags)
  }
}
