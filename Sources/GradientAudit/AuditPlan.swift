public import FloatEmulation

/// What an audit asks: formats, scales, and what loss is tolerated.
///
/// Creating a plan does all the numerics. Each cell's thresholds are found by
/// asking the reference rounder, once; an audit then only compares and counts. Nothing in a
/// plan ever changes, so that it does not matter that it is no structure: all tallies of an
/// audit share one.
public final class AuditPlan: Sendable {
  /// The projections, in the order that was asked for.
  public let projections: [Projection]
  /// The scales, ascending.
  public let scales: [LossScale]
  /// How a value and a scale become the value that is rounded.
  public let arithmetic: ScaleArithmetic
  /// The share of the finite, non-zero values that may become zero under a scale
  /// that counts as safe.
  public let tolerance: Share
  /// The limits that the audit has to answer, whatever formats and scales it reports.
  public let limits: [Limit]

  /// Magnitudes inside the bins of a histogram where the outcome of a cell changes, as
  /// bit patterns of binary64, ascending: those of scales that are no powers of two, and
  /// of strange formats.
  let innerCuts: [UInt64]
  /// The projections, then those of formats that limits alone name.
  private let counted: [Projection]
  /// For each projection and scale, the places where outcomes change.
  private let sweep: [[CellCuts]]
  /// For each counted projection and `2^windowExponents`, the same.
  private let windows: [[CellCuts]]
  /// The same for the cells of limits that neither has.
  private let limitCells: [AuditCell: CellCuts]

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
  /// A limit needs neither its format nor its scale among those that are reported.
  ///
  /// - Parameter recordedScale: The scale that a recording is known to hold, for limits that
  ///   look there; one that is a power of two need not be given.
  /// - Precondition: The directions are deterministic: see ``canAudit(_:)``.
  public init(
    projections: [Projection] = defaultProjections,
    scales: [LossScale] = defaultScales,
    arithmetic: ScaleArithmetic = .exact,
    tolerance: Share = defaultTolerance,
    limits: [Limit] = [],
    recordedScale: LossScale? = nil
  ) {
    precondition(projections.allSatisfy(AuditPlan.canAudit), "outcomes depend on chance")
    self.projections = projections
    self.scales = Set(scales).sorted()
    self.arithmetic = arithmetic
    self.tolerance = tolerance
    self.limits = limits
    counted = projections + AuditPlan.formats(of: limits, besides: projections)

    func thresholds(_ projections: [Projection], _ scales: [LossScale]) -> [[CellThresholds]] {
      projections.map { projection in
        scales.map { CellThresholds(AuditCell(projection, at: $0), arithmetic) }
      }
    }
    let sweep = thresholds(projections, self.scales)
    let powers = AuditPlan.windowExponents.map(LossScale.init(powerOfTwo:))
    let windows = thresholds(counted, powers)
    let cells = AuditPlan.cells(of: limits, counted, self.scales, recordedScale)
    let limitCells = cells.map { CellThresholds($0, arithmetic) }
    let all = [sweep.joined(), windows.joined()].joined() + limitCells
    let innerCuts = Set(all.flatMap(\.innerCuts)).sorted()
    self.innerCuts = innerCuts
    self.sweep = sweep.map { $0.map { $0.cuts(innerCuts) } }
    self.windows = windows.map { $0.map { $0.cuts(innerCuts) } }
    self.limitCells = Dictionary(
      zip(cells, limitCells.map { $0.cuts(innerCuts) }), uniquingKeysWith: { first, _ in first })
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

extension AuditPlan {
  /// The index of the first projection into a format, for `Tally`; nil where neither the
  /// plan nor one of its limits has the format.
  func projection(of format: FloatFormat) -> Int? { counted.firstIndex { $0.format == format } }

  /// The projection into a format of the plan, or of one of its limits.
  public func projection(into format: FloatFormat) -> Projection? {
    counted.first { $0.format == format }
  }

  /// A projection of the plan, or of one of its limits.
  func projection(at index: Int) -> Projection { counted[index] }

  /// Where the outcomes of a projection change at a scale; nil where neither the plan
  /// nor one of its limits has the cell.
  func cuts(projection: Int, at scale: LossScale) -> CellCuts? {
    if let exponent = scale.powerOfTwoExponent, AuditPlan.windowExponents.contains(exponent) {
      return cuts(projection: projection, windowExponent: exponent)
    }
    if projection < projections.count, let index = scales.firstIndex(of: scale) {
      return cuts(projection: projection, scale: index)
    }
    return limitCells[AuditCell(counted[projection], at: scale)]
  }

  /// Projections into the formats of limits that no other one leads to, with the rules of
  /// the first.
  private static func formats(
    of limits: [Limit], besides projections: [Projection]
  ) -> [Projection] {
    var formats = projections.map(\.format)
    return limits.compactMap { limit in
      guard !formats.contains(limit.format) else { return nil }
      formats.append(limit.format)
      var projection = projections.first ?? Projection(limit.format)
      projection.format = limit.format
      return projection
    }
  }

  /// The cells of limits at scales that windows do not have.
  private static func cells(
    of limits: [Limit], _ counted: [Projection], _ sweep: [LossScale],
    _ recordedScale: LossScale?
  ) -> [AuditCell] {
    limits.flatMap { limit in
      let scales: [LossScale] =
        switch limit.scale {
        case .best: []
        case .each: sweep
        case .recorded: recordedScale.map { [$0] } ?? []
        case .fixed(let scale): [scale]
        }
      let others = scales.filter { scale in
        !(scale.powerOfTwoExponent.map(windowExponents.contains) ?? false)
      }
      return counted.filter { $0.format == limit.format }.prefix(1).flatMap { projection in
        others.map { AuditCell(projection, at: $0) }
      }
    }
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
