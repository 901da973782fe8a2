public import FloatEmulation

/// What `testfloat_gen` was asked for; its lines do not say it themselves.
public struct TestFloatRun: Hashable, Sendable {
  /// The function.
  public let function: TestFloatFunction
  /// The rounding direction.
  public let direction: RoundingDirection
  /// When a result counts as tiny.
  public let tininess: Tininess

  /// Creates a run.
  public init(
    _ function: TestFloatFunction, direction: RoundingDirection, tininess: Tininess
  ) {
    self.function = function
    self.direction = direction
    self.tininess = tininess
  }

  /// TestFloat's names of the directions.
  public static let directions: [(name: String, direction: RoundingDirection)] = [
    ("near_even", .tiesToEven), ("near_maxMag", .tiesToAway), ("minMag", .towardZero),
    ("max", .towardPositive), ("min", .towardNegative), ("odd", .toOdd),
  ]

  /// The direction of a name, TestFloat's or this package's own.
  ///
  /// - Throws: `VectorError` that lists what is known.
  public static func direction(named name: String) throws(VectorError) -> RoundingDirection {
    if let known = directions.first(where: { $0.name == name }) { return known.direction }
    if let own = RoundingDirection(named: name), RoundingDirection.deterministic.contains(own) {
      return own
    }
    throw VectorError(
      .unknownDirection, "the direction `\(name)` is not known here",
      remedy: "known are \(directions.map(\.name).joined(separator: ", "))")
  }

  /// The projection that the function carries out.
  public var projection: Projection {
    Projection(function.target, direction: direction, tininess: tininess)
  }
}

extension TestFloatRun: CustomStringConvertible {
  /// Function, direction and tininess in words.
  public var description: String {
    "TestFloat \(function.name), \(direction), tininess \(tininess.rawValue) rounding"
  }
}
