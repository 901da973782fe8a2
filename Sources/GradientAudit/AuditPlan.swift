public import FloatEmulation

/// What an audit asks: formats, scales, and what loss is tolerated.
///
/// Creating a plan does all the numerics. Each cell's thresholds are found by
/// asking the reference rounder, once; an audit then only compares and counts.
public struct AuditPlan: Sendable {
  /// The projections, in the order that was asked for.
  public let projections: [Projection]
  /// The scales, ascending.
  public let scales: [LossScale]
  /// How a value and a scale become the value that is rounded.
  public let arithmetic: ScaleArithmetic
  /// The share of the finite, non-zero values that may become zero under a scale
  /// that counts as safe.
  public let tolerance: Share

  let partition: MagnitudePartition
  /// For each projection and scale, the three thresholds' intervals.
  private let sweep: [[CellIntervals]]
  /// For each projection and `2^windowExponents`, the same.
  private let windows: [[CellIntervals]]

  /// The exponents among which safe scales are sought: the normal powers of two
  /// of binary32, the type in which frameworks keep a loss scale.
  public static let windowExponents = -126...127

  /// One part in a thousand.
  public static let defaultTolerance = Share(1, of: 1000)

  /// `2^0..2^24`: the range in which loss scalers work.
  public static let defaultScales = (0...24).map(LossScale.init(powerOfTwo:))

  /// FP16, BF16 and FP32, ties to even.
  public static let defaultProjections = [FloatFormat.binary16, .bfloat16, .binary32]
    .map { Projection($0) }

  /// Creates a plan; scales are sorted and repeats removed.
  ///
  /// - Precondition: The formats are signed, and outcomes depend on magnitudes
  ///   alone: the directions are deterministic and symmetric.
  public init(
    projections: [Projection] = defaultProjections,
    scales: [LossScale] = defaultScales,
    arithmetic: ScaleArithmetic = .exact,
    tolerance: Share = defaultTolerance
  ) {
    precondition(
      projections.allSatisfy(AuditPlan.canAudit), "outcomes depend on more than magnitudes")
    self.projections = projections
    self.scales = Set(scales).sorted()
    self.arithmetic = arithmetic
    self.tolerance = tolerance

    func thresholds(_ scales: [LossScale]) -> [[OutcomeThresholds]] {
      projections.map { projection in
        scales.map { OutcomeThresholds(AuditCell(projection, at: $0), arithmetic) }
      }
    }
    let sweep = thresholds(self.scales)
    let windows = thresholds(AuditPlan.windowExponents.map(LossScale.init(powerOfTwo:)))
    let partition = MagnitudePartition(thresholds: (sweep + windows).joined())
    func intervals(_ thresholds: [[OutcomeThresholds]]) -> [[CellIntervals]] {
      thresholds.map { $0.map { CellIntervals($0, partition) } }
    }
    self.partition = partition
    self.sweep = intervals(sweep)
    self.windows = intervals(windows)
  }

  /// Whether the outcomes of a projection depend on magnitudes alone.
  public static func canAudit(_ projection: Projection) -> Bool {
    projection.format.isSigned && projection.direction.isSymmetric
      && RoundingDirection.deterministic.contains(projection.direction)
  }

  /// The intervals of a cell of the sweep.
  func intervals(projection: Int, scale: Int) -> CellIntervals { sweep[projection][scale] }

  /// The intervals of a projection at the scale `2^exponent`.
  func intervals(projection: Int, windowExponent exponent: Int) -> CellIntervals {
    windows[projection][exponent - AuditPlan.windowExponents.lowerBound]
  }
}

/// The outcomes of one cell, as ranges of a partition's intervals.
struct CellIntervals: Hashable, Sendable {
  let underflow: Range<Int>
  let subnormal: Range<Int>
  let normal: Range<Int>
  let overflow: Range<Int>

  init(_ thresholds: OutcomeThresholds, _ partition: MagnitudePartition) {
    let nonzero = partition.interval(of: thresholds.nonzero)
    let normal = partition.interval(of: thresholds.normal)
    let overflow = partition.interval(of: thresholds.overflow)
    underflow = 1..<nonzero
    subnormal = nonzero..<normal
    self.normal = normal..<overflow
    self.overflow = overflow..<partition.infinityInterval
  }
}
