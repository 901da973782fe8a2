internal import TensorFiles

/// What becomes of values where each tensor has a scale of its own, a power of two, as
/// recipes for 8-bit formats have it.
///
/// The scale of a tensor is the greatest without overflow for the largest magnitudes that
/// it is made from, less a margin: those of the same step (*current* scaling), or those of
/// the recorded steps before (*delayed* scaling, whose first scale is 1).
public struct TensorScaleAdvice: Hashable, Sendable {
  /// The rule for delayed scales.
  public let scaling: DelayedScaling
  /// All values, each tensor at each step at its own scale.
  public private(set) var current = OutcomeCounts()
  /// All values, with the scales of the steps before.
  public private(set) var delayed = OutcomeCounts()
  /// How many tensors at steps overflow with delayed scaling.
  public private(set) var delayedOverflowCount = 0
  /// Each tensor by itself, in the audit's order.
  public let tensors: [Tensor]

  /// The scales of one tensor.
  public struct Tensor: Hashable, Sendable {
    /// The tensor's name.
    public let tensor: String
    /// The least and the greatest exponent of its own scale at a step; nil where no value
    /// of it is finite and not zero.
    public fileprivate(set) var exponents: ClosedRange<Int>?
    /// At how many steps it overflows with delayed scaling.
    public fileprivate(set) var delayedOverflowCount = 0
    /// What it loses with delayed scaling.
    public fileprivate(set) var delayed = OutcomeCounts()
    /// The exponents that count for the next delayed scale; a step of zeros, which bears any
    /// scale, has `.max`.
    fileprivate var history: SlidingMinimum
    /// The exponent of the next delayed scale.
    fileprivate var delayedExponent = 0

    fileprivate init(_ tensor: String, _ scaling: DelayedScaling) {
      self.tensor = tensor
      history = SlidingMinimum(length: scaling.historyLength)
    }
  }

  /// - Parameter windows: Of the audit's entries.
  init(
    _ audit: Audit, _ windows: [ScaleWindow], projection: Int, _ scaling: DelayedScaling
  ) {
    self.scaling = scaling
    var tensors = audit.tensors.map { Tensor($0.tensor, scaling) }
    let places = Dictionary(
      uniqueKeysWithValues: tensors.indices.map { (ByteName(tensors[$0].tensor), $0) })
    for (entry, window) in zip(audit.entries, windows) {
      guard let place = places[ByteName(entry.tensor)] else { continue }
      let own = TensorScaleAdvice.exponent(window, scaling)
      current.add(entry.tally.outcomes(projection: projection, scaleExponent: own ?? 0))
      let late = entry.tally.outcomes(
        projection: projection, scaleExponent: tensors[place].delayedExponent)
      delayed.add(late)
      if late.overflow > 0 { delayedOverflowCount += 1 }
      tensors[place].add(late, own)
    }
    self.tensors = tensors
  }

  /// The exponent of the greatest scale without overflow, less the margin.
  private static func exponent(_ window: ScaleWindow, _ scaling: DelayedScaling) -> Int? {
    if window == .unconstrained { return nil }
    let least = AuditPlan.windowExponents.lowerBound
    return scaling.exponent(window.greatestWithoutOverflow ?? least)
  }
}

extension TensorScaleAdvice.Tensor {
  /// Adds a step: what becomes of it at the scale of the steps before, and its own scale.
  fileprivate mutating func add(_ counts: OutcomeCounts, _ own: Int?) {
    delayed.add(counts)
    if counts.overflow > 0 { delayedOverflowCount += 1 }
    history.append(own ?? .max)
    // A history of zeros alone leaves the scale as it is.
    if let least = history.minimum, least < .max { delayedExponent = least }
    guard let own else { return }
    exponents = exponents.map { min($0.lowerBound, own)...max($0.upperBound, own) } ?? own...own
  }
}
