public import FloatEmulation

/// Which checks `fpaudit verify` makes, in which order.
public enum VerificationPlan {
  /// The formats that are checked if none is named: the catalogue but binary64,
  /// into which no source is wider.
  public static let formats = FloatFormat.catalogue.filter { $0 != .binary64 }

  /// The checks of some formats in some directions.
  ///
  /// - Parameter depth: At full depth all 2^32 binary32 inputs go into every format
  ///   of at most 19 bits: into `wholeSpaceFormats` with the oracle as a witness, into
  ///   the others with reference and kernel alone.
  public static func checks(
    of formats: [FloatFormat], directions: [RoundingDirection], depth: VerificationDepth
  ) -> [PlannedCheck] {
    formats.flatMap { format in
      directions.flatMap { direction in
        checks(Projection(format, direction: direction), depth)
      }
    }
  }

  /// The formats for which the oracle is asked all 2^32 binary32 inputs.
  public static let wholeSpaceFormats: [FloatFormat] = [
    .binary16, .bfloat16, .tensorFloat32, .e4m3fn, .e5m2,
  ]

  private static func checks(
    _ projection: Projection, _ depth: VerificationDepth
  ) -> [PlannedCheck] {
    let binary64 = binary64Inputs(projection, depth).map {
      PlannedCheck(projection: projection, usesOracle: true, inputs: .binary64($0))
    }
    return binary32Checks(projection, depth) + binary64
  }

  private static func binary32Checks(
    _ projection: Projection, _ depth: VerificationDepth
  ) -> [PlannedCheck] {
    let format = projection.format
    guard depth != .ties, format.bitWidth <= 19, RoundingKernel(projection).fitsBinary32 else {
      return []
    }
    let usesOracle = depth == .quick || wholeSpaceFormats.contains(format)
    let space = InputSpace<Float>.binary32(every: depth == .full ? 1 : 4099)
    return [PlannedCheck(projection: projection, usesOracle: usesOracle, inputs: .binary32(space))]
  }

  private static func binary64Inputs(
    _ projection: Projection, _ depth: VerificationDepth
  ) -> [InputSpace<Double>] {
    let format = projection.format
    let isQuick = depth == .quick
    // Other inputs in each direction: the five of IEEE 754 together ask 10^8.
    let index = RoundingDirection.deterministic.firstIndex(of: projection.direction) ?? 0
    let seed = 754 + UInt64(index)
    if format == .binary32 {
      let exponents = format.minimumExponent - 26...format.maximumExponent + 1
      return [
        .tiesOfBinary32(logCount: isQuick ? 8 : 16),
        .random(count: isQuick ? 400_000 : 100_000_000, exponents: exponents, seed: seed),
      ]
    }
    let random = InputSpace.random(
      nearTiesOf: format, count: isQuick ? 100_000 : 20_000_000, seed: seed)
    return format.bitWidth <= 19 ? [.ties(of: format), random] : [random]
  }
}
