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

  /// Magnitudes inside the bins of a histogram where the outcome of a cell changes, as
  /// bit patterns of binary64, ascending: those of scales that are no powers of two, and
  /// of strange formats.
  let innerCuts: [UInt64]
  /// For each projection and scale, the places where outcomes change.
  private let sweep: [[CellCuts]]
  /// For each projection and `2^windowExponents`, the same.
  private let windows: [[CellCuts]]

  /// Whether the counts of histograms alone answer the plan exactly.
  ///
  /// That is so if all scales are powers of two, and all formats end where the grid of
  /// the histograms has its places. Other plans need the values themselves, in the same
  /// pass.
  public var isAnsweredByHistograms: Bool { innerCuts.isEmpty }

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
  /// - Precondition: The directions are deterministic: see ``canAudit(_:)``.
  public init(
    projections: [Projection] = defaultProjections,
    scales: [LossScale] = defaultScales,
    arithmetic: ScaleArithmetic = .exact,
    tolerance: Share = defaultTolerance
  ) {
    precondition(projections.allSatisfy(AuditPlan.canAudit), "outcomes depend on chance")
    self.projections = projections
    self.scales = Set(scales).sorted()
    self.arithmetic = arithmetic
    self.tolerance = tolerance

    func thresholds(_ scales: [LossScale]) -> [[CellThresholds]] {
      projections.map { projection in
        scales.map { CellThresholds(AuditCell(projection, at: $0), arithmetic) }
      }
    }
    let sweep = thresholds(self.scales)
    let windows = thresholds(AuditPlan.windowExponents.map(LossScale.init(powerOfTwo:)))
    let innerCuts = Set((sweep + windows).joined().flatMap(\.innerCuts)).sorted()
    func cuts(_ thresholds: [[CellThresholds]]) -> [[CellCuts]] {
      thresholds.map { $0.map { $0.cuts(innerCuts) } }
    }
    self.innerCuts = innerCuts
    self.sweep = cuts(sweep)
    self.windows = cuts(windows)
  }

  /// Whether the outcomes of a projection depend on the values alone, and not on
  /// chance.
  public static func canAudit(_ projection: Projection) -> Bool {
    RoundingDirection.deterministic.contains(projection.direction)
  }

  /// Where the outcomes of a cell of the sweep change.
  func cuts(projection: Int, scale: Int) -> CellCuts { sweep[projection][scale] }

  /// Where the outcomes of a projection at the scale `2^exponent` change.
  func cuts(projection: Int, windowExponent exponent: Int) -> CellCuts {
    windows[projection][exponent - AuditPlan.windowExponents.lowerBound]
  }
}

/// The thresholds of one cell, for each sign.
private struct CellThresholds {
  let positive: OutcomeThresholds
  let negative: OutcomeThresholds

  init(_ cell: AuditCell, _ arithmetic: ScaleArithmetic) {
    positive = OutcomeThresholds(cell, arithmetic, isNegative: false)
    let isSymmetric = cell.projection.format.isSigned && cell.projection.direction.isSymmetric
    negative = isSymmetric ? positive : OutcomeThresholds(cell, arithmetic, isNegative: true)
  }

  /// Those inside a bin.
  var innerCuts: [UInt64] {
    [positive, negative].flatMap { [$0.nonzero, $0.normal, $0.overflow] }
      .filter { !HistogramGrid.hasEdge(at: $0) }
  }

  func cuts(_ innerCuts: [UInt64]) -> CellCuts {
    CellCuts(
      positive: OutcomeCuts(positive, innerCuts: innerCuts),
      negative: OutcomeCuts(negative, innerCuts: innerCuts))
  }
}
