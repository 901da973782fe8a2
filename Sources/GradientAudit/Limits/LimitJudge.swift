internal import TensorFiles

/// Compares what a limit finds at one scale with its bound.
struct LimitJudge {
  private let limit: Limit
  /// The baseline; nil where the bound needs none.
  private let reference: LimitSubject?

  init(_ limit: Limit, _ reference: LimitSubject?) {
    self.limit = limit
    self.reference = reference
  }

  /// What the limit finds at a scale.
  func measurement(
    of subject: LimitSubject, at scale: LossScale?
  ) throws(LimitEvaluationError) -> LimitMeasurement {
    let values = try subject.values(at: scale)
    return limit.aggregation == .each
      ? try measurementOfEach(values, subject, at: scale)
      : try measurementOfAll(values, subject, at: scale)
  }

  /// The one of two measurements at different scales to report; the breaches of both.
  func worse(_ left: LimitMeasurement, _ right: LimitMeasurement) -> LimitMeasurement {
    let isRight =
      left.isBreached == right.isBreached
      ? isWorse(right.value, than: left.value) : right.isBreached
    let breaches = sorted(left.breaches + right.breaches)
    return (isRight ? right : left).with(breaches)
  }

  private func measurementOfAll(
    _ values: [LimitEntry], _ subject: LimitSubject, at scale: LossScale?
  ) throws(LimitEvaluationError) -> LimitMeasurement {
    let range = try subject.aggregate(values, at: scale)
    let bound = try boundOfAll(at: scale)
    guard let decision = limit.comparison.decision(range, bound) else {
      throw .undecided(UndecidedLimit(range, bound, at: scale, nil))
    }
    return LimitMeasurement(
      decision, range, scale: scale, worst: values[worst(values) { _ in false }], breaches: [],
      subject, valueCount: values.count)
  }

  private func measurementOfEach(
    _ values: [LimitEntry], _ subject: LimitSubject, at scale: LossScale?
  ) throws(LimitEvaluationError) -> LimitMeasurement {
    let bounds = try bounds(of: values, at: scale)
    let decisions = zip(values, bounds).map { limit.comparison.decision($0.range, $1) }
    func isBreach(_ index: Int) -> Bool { decisions[index]?.isBreached ?? false }
    let breaches = values.indices.filter(isBreach)
    // One that fails for certain is enough, whatever is in doubt.
    if breaches.isEmpty, let index = decisions.firstIndex(where: { $0 == nil }) {
      let doubtful = values[index]
      throw .undecided(UndecidedLimit(doubtful.range, bounds[index], at: scale, doubtful))
    }
    let worst = worst(values, isBreach)
    guard let decision = decisions[worst] else { preconditionFailure("the worst is decided") }
    return LimitMeasurement(
      decision, values[worst].range, scale: scale, worst: values[worst],
      breaches: sorted(breaches.map { values[$0] }), subject, valueCount: values.count)
  }
}

extension LimitJudge {
  /// The bound of the one number of all tensors.
  private func boundOfAll(at scale: LossScale?) throws(LimitEvaluationError) -> BoundRange {
    guard let reference else { return literal }
    let scale = try self.scale(of: reference, scale)
    return bound(try reference.aggregate(try reference.values(at: scale), at: scale), scale)
  }

  /// The bound of each tensor at a step: its own one's in the baseline.
  private func bounds(
    of values: [LimitEntry], at scale: LossScale?
  ) throws(LimitEvaluationError) -> [BoundRange] {
    guard let reference else { return [BoundRange](repeating: literal, count: values.count) }
    let scale = try self.scale(of: reference, scale)
    let entries = try reference.values(at: scale)
    let baseline = Dictionary(
      entries.map { (LimitPlace($0), $0.range) }, uniquingKeysWith: { first, _ in first })
    let missing = values.filter { baseline[LimitPlace($0)] == nil }
    if let first = missing.first {
      throw .notInBaseline(tensor: first.tensor, step: first.step, others: missing.count - 1)
    }
    return values.compactMap { baseline[LimitPlace($0)] }.map { bound($0, scale) }
  }

  /// The scale at which the baseline is looked at: its own best one, or the same.
  private func scale(
    of reference: LimitSubject, _ scale: LossScale?
  ) throws(LimitEvaluationError) -> LossScale? {
    limit.scale == .best ? try reference.scales().first ?? nil : scale
  }

  private func bound(_ baseline: LimitRange, _ scale: LossScale?) -> BoundRange {
    BoundRange(baseline) { end in
      ResolvedBound(
        fraction: limit.bound.fraction(end), baseline: end, baselineRange: baseline,
        baselineScale: scale, unit: limit.quantity.unit, literal: nil)
    }
  }

  /// The bound where it needs no baseline.
  private var literal: BoundRange {
    // Zero is written without a unit, and shown with one.
    let isZero = limit.bound.literal == Fraction(0, over: 1)
    return BoundRange(
      ResolvedBound(
        fraction: limit.bound.literal ?? Fraction(0, over: 1), baseline: nil, baselineRange: nil,
        baselineScale: nil, unit: limit.quantity.unit,
        literal: isZero ? nil : limit.bound.description))
  }
}

extension LimitJudge {
  private func isWorse(_ left: LimitValue, than right: LimitValue) -> Bool {
    limit.comparison.prefersLess ? left < right : left > right
  }

  /// The index of the worst number, of those that fail if any does; the first of equals.
  private func worst(_ values: [LimitEntry], _ isBreach: (Int) -> Bool) -> Int {
    var worst = 0
    for index in values.indices.dropFirst() {
      let isBetterKnown = isBreach(worst)
      if isBreach(index) == isBetterKnown
        ? isWorse(values[index].value, than: values[worst].value) : !isBetterKnown
      {
        worst = index
      }
    }
    return worst
  }

  /// The worst first, equals in the order that they have.
  private func sorted(_ entries: [LimitEntry]) -> [LimitEntry] {
    entries.enumerated().sorted { left, right in
      left.element.value == right.element.value
        ? left.offset < right.offset : isWorse(left.element.value, than: right.element.value)
    }.map(\.element)
  }
}

extension LimitMeasurement {
  /// - Parameter valueCount: How many tensors at steps have a number.
  fileprivate init(
    _ decision: LimitDecision, _ range: LimitRange, scale: LossScale?, worst: LimitEntry,
    breaches: [LimitEntry], _ subject: LimitSubject, valueCount: Int
  ) {
    self.init(
      isBreached: decision.isBreached, value: decision.value, range: range,
      bound: decision.bound, scale: scale, worst: worst, breaches: breaches,
      tensorCount: subject.tensorCount, entryCount: subject.entryCount,
      omittedCount: subject.entryCount - valueCount)
  }

  /// The same with other breaches.
  fileprivate func with(_ breaches: [LimitEntry]) -> LimitMeasurement {
    var changed = self
    changed.breaches = breaches
    return changed
  }
}

/// A tensor at a step, as a key.
private struct LimitPlace: Hashable {
  private let step: Int
  private let tensor: ByteName

  init(_ entry: LimitEntry) {
    step = entry.step
    tensor = ByteName(entry.tensor)
  }
}
