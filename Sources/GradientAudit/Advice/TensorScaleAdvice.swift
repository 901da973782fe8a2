internal import TensorFiles

/// What becomes of values where each tensor has a scale of its own, a power of two, as
/// recipes for 8-bit formats have it.
///
/// The scale of a tensor is the greatest without overflow for the largest magnitudes that
/// it is made from: those of the same step (*current* scaling), or those of the recorded
/// steps before (*delayed* scaling, as NVIDIA's Transformer Engine's `DelayedScaling` with
/// `amax_compute_algo="max"`, whose first scale is 1). A recording of every tenth step has
/// a history of every tenth step.
public struct TensorScaleAdvice: Hashable, Sendable {
  /// How many recorded steps before count for delayed scaling.
  public static let historyLength = 16

  /// All values, each tensor at each step at its own scale.
  public let current: OutcomeCounts
  /// All values, with the scales of the steps before.
  public let delayed: OutcomeCounts
  /// How many tensors at steps overflow with delayed scaling.
  public let delayedOverflowCount: Int

  /// - Parameter windows: Of the audit's entries.
  init(_ audit: Audit, _ windows: [ScaleWindow], projection: Int) {
    var (current, delayed, overflowCount) = (OutcomeCounts(), OutcomeCounts(), 0)
    var histories: [ByteName: [Int]] = [:]
    for (entry, window) in zip(audit.entries, windows) {
      let room = window == .unconstrained ? nil : TensorScaleAdvice.room(window)
      let name = ByteName(entry.tensor)
      let history = histories[name] ?? []
      let own = entry.tally.outcomes(projection: projection, scaleExponent: room ?? 0)
      let late = entry.tally.outcomes(projection: projection, scaleExponent: history.min() ?? 0)
      current.add(own)
      delayed.add(late)
      if late.overflow > 0 { overflowCount += 1 }
      guard let room else { continue }
      histories[name] = history.suffix(TensorScaleAdvice.historyLength - 1) + [room]
    }
    (self.current, self.delayed) = (current, delayed)
    delayedOverflowCount = overflowCount
  }

  /// The exponent of the greatest scale without overflow.
  private static func room(_ window: ScaleWindow) -> Int {
    window.greatestWithoutOverflow ?? AuditPlan.windowExponents.lowerBound
  }
}
