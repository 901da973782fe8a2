public import FloatEmulation

/// A conformance set of a projection: operands that tell a wrong implementation
/// from a right one, and what they become.
///
/// For a format of at most 16 bits: every finite value and every tie between
/// adjacent values, each with its two neighbours in the source format, with both
/// signs. With rounding monotone in the value, these determine a conversion. For
/// wider formats, the same of a thinned choice of codes: in every binade the
/// first, the last and `valuesPerBinade` in between. Then the thresholds of both
/// formats, zeros, infinities and NaNs.
public struct VectorSet: Sendable {
  /// What the set is for.
  public let projection: Projection
  /// The format of the operands.
  public let source: FloatFormat
  /// How many codes stand for a binade of a format wider than 16 bits, beside its
  /// first and its last.
  public let valuesPerBinade: Int

  /// The key of the random bits for a stochastic direction.
  public static let seed: UInt64 = 754

  /// Creates a set.
  ///
  /// - Parameters:
  ///   - source: An IEEE-like format; by default `naturalSource(of:)`.
  ///   - valuesPerBinade: At least 0.
  public init(_ projection: Projection, source: FloatFormat? = nil, valuesPerBinade: Int = 16) {
    let source = source ?? VectorSet.naturalSource(of: projection.format)
    precondition(source.specialValues == .ieee && source.isSigned, "the source is not IEEE-like")
    precondition(valuesPerBinade >= 0, "a negative number of values")
    self.projection = projection
    self.source = source
    self.valuesPerBinade = valuesPerBinade
  }

  /// binary32 if it has every value and every tie of the format, with a neighbour
  /// to spare; else binary64.
  public static func naturalSource(of format: FloatFormat) -> FloatFormat {
    let isNarrow =
      format.precision <= 22 && format.leastNonzeroMagnitude.exponent > -148
      && format.maximumExponent <= 127
    return isNarrow ? .binary32 : .binary64
  }

  /// Whether the codes are a choice, not all.
  public var isThinned: Bool { CodeChoice.isThinned(projection.format) }

  /// How many vectors there are.
  public var count: Int { operands.reduce(0) { count, _ in count + 1 } }

  /// The vectors, made as they are asked for.
  public var vectors: some Sequence<(kind: VectorKind, vector: ConformanceVector)> {
    let stream = RandomStream(seed: VectorSet.seed)
    let isStochastic = projection.direction.needsRandomBits
    return operands.enumerated().lazy.map { index, operand in
      let random = isStochastic ? stream[UInt64(index)] : 0
      let result = projection.convert(operand.code, from: source, random: random)
      return (
        operand.kind,
        ConformanceVector(
          source: source, projection: projection, operand: operand.code, random: random,
          code: result.code, flags: result.flags)
      )
    }
  }

  private var operands: some Sequence<VectorOperand> {
    let maker = OperandMaker(source, target: projection.format)
    let choice = CodeChoice(projection.format, valuesPerBinade: valuesPerBinade)
    let ofCodes = (0..<choice.count).lazy.flatMap { maker.operands(around: choice.code($0)) }
    return [maker.specials, maker.thresholds].lazy.joined().chained(with: ofCodes)
  }
}

extension RoundingDirection {
  /// Whether a result depends on random bits.
  var needsRandomBits: Bool {
    if case .stochastic = self { true } else { false }
  }
}

extension Sequence {
  /// These elements, then others.
  fileprivate func chained<Other: Sequence<Element>>(
    with other: Other
  ) -> some Sequence<Element> {
    var (first, second) = (makeIterator(), other.makeIterator())
    return AnySequence { AnyIterator { first.next() ?? second.next() } }
  }
}
