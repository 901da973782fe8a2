/// Elements of a narrow format that share a power of two (OCP MX v1.0).
///
/// The value of an element is the shared scale times the element's own. What the
/// standard leaves open is decided as torchao decides it: a NaN or infinity
/// makes the scale NaN and so the whole block; a block of zeros has the least
/// scale; elements beyond the range become its ends.
public struct BlockProjection: Hashable, Sendable {
  /// How a scaled value becomes an element.
  public let element: Projection
  /// How the scale is chosen.
  public let rule: SharedScaleRule
  /// How many elements share a scale.
  public let blockSize: Int

  /// Creates a block projection.
  ///
  /// - Precondition: `blockSize > 0`.
  public init(
    _ element: FloatFormat, direction: RoundingDirection = .tiesToEven,
    rule: SharedScaleRule = .floor, blockSize: Int = 32
  ) {
    precondition(blockSize > 0, "a block has at least one element")
    self.element = Projection(element, direction: direction, overflow: .saturateAll)
    self.rule = rule
    self.blockSize = blockSize
  }

  /// A block after projection.
  public struct Block: Hashable, Sendable {
    /// The shared scale's code in E8M0.
    public let scaleCode: UInt64
    /// The elements' codes.
    public let codes: [UInt64]
    /// The values that the block stands for; all NaN if the scale is.
    public let values: [Double]
  }

  /// Projects the values of one block.
  ///
  /// - Precondition: At most `blockSize` values.
  /// - Parameter random: The random bits of each value, if the direction is
  ///   stochastic.
  public func project(_ values: [Float], random: (Int) -> UInt32 = { _ in 0 }) -> Block {
    precondition(values.count <= blockSize, "more values than a block has")
    let largest = values.reduce(Float(0)) { largest, value in
      value.isNaN || largest.isNaN ? .nan : max(largest, value.magnitude)
    }
    let scaleCode = rule.scaleCode(largest: largest, element: element.format)
    let scale = FloatFormat.e8m0fnu.decode(scaleCode)
    let elements = values.enumerated().map { index, value in
      divided(value, by: scale, random: random(index))
    }
    return Block(
      scaleCode: scaleCode, codes: elements.map(\.code),
      values: elements.map { scale * $0.value })
  }

  /// The element of a value: the exact quotient, rounded once.
  private func divided(_ value: Float, by scale: Double, random: UInt32) -> RoundingResult {
    guard let quotient = ExactMagnitude(Double(value), times: 1 / scale) else {
      return element.round(value, random: random)
    }
    return element.round(quotient, isNegative: value.sign == .minus, random: random)
  }
}
