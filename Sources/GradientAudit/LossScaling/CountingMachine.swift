/// The state of a scaler with a `CountingRule`.
struct CountingMachine: ScalerMachine {
  private(set) var scale: Double
  private let rule: CountingRule
  private let factors: ScaleFactors
  private let floor: Double?
  private let cap: Double?
  private let interval: Int
  private let hysteresis: Int
  private let raisesAtFloor: Bool
  private var refill: CountingRule.Refill
  /// The clean steps since the last growth or overflow; one less where growth is late.
  private var cleanCount: Int
  /// The overflows until the scale backs off.
  private var overflowsLeft: Int
  /// The overflows in a row.
  private var run = 0

  init(_ rule: CountingRule, _ scaler: LossScaler) {
    self.rule = rule
    factors = ScaleFactors(scaler)
    let storage = scaler.storage
    let floor = (scaler.number(.minScale) ?? rule.floor).map(storage.stored)
    let cap = scaler.number(.maxScale).map(storage.stored)
    (self.floor, self.cap) = (floor, cap)
    interval = (scaler.count(.growthInterval) ?? 1) + (rule.growth == .alwaysLate ? 1 : 0)
    hysteresis = scaler.count(.hysteresis) ?? scaler.count(.decreaseEvery) ?? 1
    overflowsLeft = hysteresis
    raisesAtFloor = scaler.flag(.raiseAtMin)
    refill = rule.refill
    if scaler.flag(.consecutiveHysteresis) { refill.insert(.cleanStep) }
    cleanCount = rule.growth == .lateAtFirst ? -1 : 0
    scale = scaler.initialScale
    if rule.capsStart, let cap { scale = min(scale, cap) }
  }

  mutating func update(after step: StepFinding) -> Bool {
    if step.overflows { return updateAfterOverflow() }
    updateAfterCleanStep()
    return true
  }

  private mutating func updateAfterOverflow() -> Bool {
    cleanCount = rule.growth == .lateAtFirst ? -1 : 0
    run += 1
    overflowsLeft = max(0, overflowsLeft - 1)
    if overflowsLeft == 0 {
      if raisesAtFloor, scale == floor { return false }
      scale = max(factors.lowered(scale), floor ?? 0)
      if rule.capsBackoff, let cap { scale = min(scale, cap) }
      if refill.contains(.backoff) { overflowsLeft = hysteresis }
    }
    return rule.greatestRun.map { run <= $0 } ?? true
  }

  private mutating func updateAfterCleanStep() {
    run = 0
    if refill.contains(.cleanStep) { overflowsLeft = hysteresis }
    cleanCount += 1
    guard cleanCount == interval else { return }
    cleanCount = 0
    scale = grown
    if refill.contains(.growth) { overflowsLeft = hysteresis }
  }

  private var grown: Double {
    let raised = factors.raised(scale)
    let reached: Double =
      switch rule.beyond {
      case .infinite: raised
      case .held: raised.isFinite ? raised : scale
      case .greatest: min(raised, Double(Float.greatestFiniteMagnitude))
      }
    return min(reached, cap ?? .infinity)
  }
}
