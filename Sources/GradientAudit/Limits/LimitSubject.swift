internal import TensorFiles

/// The part of a recording that a limit looks at.
struct LimitSubject {
  let limit: Limit
  let audit: Audit
  let side: LimitSide
  private let projection: Int
  var entries: [AuditEntry]
  /// The values of all its tensors at all steps.
  var pooled: Tally
  /// How many tensors there are.
  let tensorCount: Int

  /// How many tensors at steps there are.
  var entryCount: Int { entries.count }

  /// - Throws: ``LimitEvaluationError`` where nothing falls under the limit, or where the
  ///   audit's plan does not know the format.
  init(_ limit: Limit, _ audit: Audit, _ side: LimitSide) throws(LimitEvaluationError) {
    guard let projection = audit.plan.projection(of: limit.format) else {
      throw .formatNotAudited(limit.format)
    }
    guard audit.uncountedCount == 0 else { throw .incomplete(audit.uncountedCount, side) }
    guard !audit.entries.isEmpty else { throw .emptyRecording(side) }
    let tensors = audit.tensors.filter { limit.tensors.contains($0.tensor) }
    guard !tensors.isEmpty else { throw .noTensor(limit.tensors, side) }
    let isAll = tensors.count == audit.tensors.count
    let names = Set(tensors.map { ByteName($0.tensor) })
    (self.limit, self.audit, self.side, self.projection) = (limit, audit, side, projection)
    entries = isAll ? audit.entries : audit.entries.filter { names.contains(ByteName($0.tensor)) }
    pooled = isAll ? audit.total : Tally(audit.plan, sumOf: tensors.map(\.tally))
    tensorCount = tensors.count
  }

  /// The cells whose errors it needs measured.
  var measuredCells: [AuditCell] {
    guard limit.quantity.isMeasured else { return [] }
    // A scale that is in doubt is said when the limit is evaluated.
    return ((try? scales()) ?? []).compactMap(\.self).map {
      AuditCell(audit.plan.projection(at: projection), at: $0)
    }
  }

  /// The scales to look at; one nil for a quantity that is a number for all of them.
  ///
  /// The best scale is that of the whole recording, whichever tensors are looked at: a
  /// loss has one scale.
  ///
  /// - Throws: ``LimitEvaluationError`` where a kept histogram does not tell which it is.
  func scales() throws(LimitEvaluationError) -> [LossScale?] {
    guard limit.quantity.dependsOnScale else { return [nil] }
    switch limit.scale {
    case .best:
      let window = audit.total.scaleWindow(projection: projection)
      guard window == audit.total.widestScaleWindow(projection: projection) else {
        throw .bestScaleInDoubt(limit.format, side)
      }
      return [LossScale(powerOfTwo: window.bestExponent)]
    case .each: return audit.plan.scales
    case .recorded: return Set(entries.compactMap(\.recordedScale)).sorted()
    case .fixed(let scale): return [scale]
    }
  }

  /// The numbers of the tensors at steps that have one, in the order of the audit.
  ///
  /// - Throws: ``LimitEvaluationError`` where none has.
  func values(at scale: LossScale?) throws(LimitEvaluationError) -> [LimitEntry] {
    var values: [LimitEntry] = []
    for entry in entries {
      guard let range = try value(of: entry, at: scale) else { continue }
      let worse = limit.comparison.prefersLess ? range.least : range.greatest
      values.append(
        LimitEntry(
          step: entry.step, tensor: entry.tensor, scale: scale, value: worse, range: range))
    }
    if values.isEmpty { throw .noValues(limit.quantity.population ?? .finiteNonzero, side) }
    return values
  }

  /// The number that the limit makes of all of them.
  ///
  /// - Throws: ``LimitEvaluationError`` where there is no value to have a share of.
  func aggregate(
    _ values: [LimitEntry], at scale: LossScale?
  ) throws(LimitEvaluationError) -> LimitRange {
    let aggregate =
      limit.aggregation == .total
      ? try total(at: scale)
      : limit.aggregation.statistic(of: values.map(\.range))
    guard let aggregate else {
      throw .noValues(limit.quantity.population ?? .finiteNonzero, side)
    }
    return aggregate
  }

  private func value(
    of entry: AuditEntry, at scale: LossScale?
  ) throws(LimitEvaluationError) -> LimitRange? {
    guard limit.quantity.isMeasured, let scale else { return try value(of: entry.tally, at: scale) }
    return limit.quantity.value(of: try errors(of: entry, at: scale)).map { LimitRange($0) }
  }

  /// The number of all values taken together.
  private func total(at scale: LossScale?) throws(LimitEvaluationError) -> LimitRange? {
    guard limit.quantity.isMeasured, let scale else { return try value(of: pooled, at: scale) }
    var sum = ErrorMetrics()
    for entry in entries { sum.merge(try errors(of: entry, at: scale)) }
    return limit.quantity.value(of: sum).map { LimitRange($0) }
  }

  private func errors(
    of entry: AuditEntry, at scale: LossScale
  ) throws(LimitEvaluationError) -> ErrorMetrics {
    let cell = AuditCell(audit.plan.projection(at: projection), at: scale)
    guard let errors = audit.errors.metrics(step: entry.step, tensor: entry.tensor, cell) else {
      throw .notMeasured(limit.format, scale, side)
    }
    return errors
  }

  private func value(
    of tally: Tally, at scale: LossScale?
  ) throws(LimitEvaluationError) -> LimitRange? {
    if limit.quantity.population == .all {
      return limit.quantity.share(OutcomeBounds(tally.recorded), of: tally.count)
    }
    guard let scale else { return safeScales(tally) }
    guard let bounds = tally.outcomeBounds(projection: projection, at: scale) else {
      throw .scaleNotAudited(limit.format, scale)
    }
    return limit.quantity.share(bounds, of: tally.finiteNonzeroCount)
  }

  /// How many powers of two are safe; nil where any scale serves.
  private func safeScales(_ tally: Tally) -> LimitRange? {
    guard let least = tally.scaleWindow(projection: projection).count,
      let greatest = tally.widestScaleWindow(projection: projection).count
    else { return nil }
    return LimitRange(
      least: LimitValue(count: UInt64(least)), greatest: LimitValue(count: UInt64(greatest)))
  }
}
