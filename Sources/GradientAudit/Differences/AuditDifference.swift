internal import FloatEmulation
internal import TensorFiles

/// What changed from one recording to another, which were audited with one plan.
///
/// Tensors are the same if their names are, byte by byte. What counts is the share of
/// the finite, non-zero values that is lost, by underflow or overflow; shares are
/// compared exactly.
public struct AuditDifference: Sendable {
  /// For each format of the plan: its cells, scales ascending.
  public let cells: [CellDifference]

  /// Compares two audits.
  ///
  /// - Parameters:
  ///   - before: The first.
  ///   - after: The second.
  ///   - atBestScale: Whether each recording is looked at under its own best scale, see
  ///     ``ScaleWindow/bestExponent``, and not under every scale of the plan.
  ///   - byStep: Whether tensors are compared step by step.
  public init(from before: Audit, to after: Audit, atBestScale: Bool, byStep: Bool) {
    let places = AuditDifference.places(before, after, byStep: byStep)
    cells = before.plan.projections.indices.flatMap { projection in
      let scales =
        atBestScale
        ? [(before.bestScale(projection), after.bestScale(projection))]
        : before.plan.scales.map { ($0, $0) }
      return scales.map { CellDifference(projection, $0, before, after, places) }
    }
  }

  /// Every tensor, or tensor at a step, of either audit.
  private static func places(
    _ before: Audit, _ after: Audit, byStep: Bool
  ) -> [DifferencePlace] {
    let left = tallies(before, byStep), right = tallies(after, byStep)
    let second = Dictionary(right, uniquingKeysWith: { first, _ in first })
    let first = Set(left.map(\.0))
    return left.map { DifferencePlace(key: $0.0, before: $0.1, after: second[$0.0]) }
      + right.filter { !first.contains($0.0) }
      .map { DifferencePlace(key: $0.0, before: nil, after: $0.1) }
  }

  private static func tallies(_ audit: Audit, _ byStep: Bool) -> [(DifferenceKey, Tally)] {
    byStep
      ? audit.entries.map { (DifferenceKey(step: $0.step, tensor: ByteName($0.tensor)), $0.tally) }
      : audit.tensors.map { (DifferenceKey(step: nil, tensor: ByteName($0.tensor)), $0.tally) }
  }
}

extension Audit {
  fileprivate func bestScale(_ projection: Int) -> LossScale {
    LossScale(powerOfTwo: total.scaleWindow(projection: projection).bestExponent)
  }
}

private struct DifferenceKey: Hashable {
  let step: Int?
  let tensor: ByteName
}

private struct DifferencePlace {
  let key: DifferenceKey
  let before: Tally?
  let after: Tally?
}

extension CellDifference {
  fileprivate init(
    _ projection: Int, _ scales: (LossScale, LossScale), _ before: Audit, _ after: Audit,
    _ places: [DifferencePlace]
  ) {
    format = before.plan.projections[projection].format
    (scaleBefore, scaleAfter) = scales
    func counts(_ tally: Tally, _ scale: LossScale) -> OutcomeCounts {
      // A plan has a cell for each of its formats and scales, and for each power of two.
      tally.outcomes(projection: projection, at: scale) ?? OutcomeCounts()
    }
    self.before = counts(before.total, scales.0)
    self.after = counts(after.total, scales.1)
    isExact =
      before.total.isExact(projection: projection, at: scales.0)
      && after.total.isExact(projection: projection, at: scales.1)
    tensors = CellDifference.sorted(
      places.map { place in
        TensorDifference(
          tensor: place.key.tensor.text, step: place.key.step,
          before: place.before.map { counts($0, scales.0) },
          after: place.after.map { counts($0, scales.1) })
      })
  }

  /// The largest change first, then what has none; equals in the order that they have.
  private static func sorted(_ tensors: [TensorDifference]) -> [TensorDifference] {
    tensors.map { ($0, $0.change) }.enumerated().sorted { left, right in
      switch (left.element.1, right.element.1) {
      case (let first?, let second?) where first != second: first > second
      case (.some, nil): true
      case (nil, .some): false
      default: left.offset < right.offset
      }
    }.map(\.element.0)
  }
}
