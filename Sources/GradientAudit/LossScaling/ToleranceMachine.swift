/// The state of a scaler with a `ToleranceRule`.
struct ToleranceMachine: ScalerMachine {
  private(set) var scale: Double
  private let rule: ToleranceRule
  private let factors: ScaleFactors
  private let floor: Double
  private let threshold: Double?
  private let tolerance: Double
  private var window: Int
  private var number = 0
  private var lastOverflow = -1
  private var lastChange = -1
  private var overflowCount = 0

  init(_ rule: ToleranceRule, _ scaler: LossScaler) {
    self.rule = rule
    factors = ScaleFactors(scaler)
    floor = scaler.number(.minScale) ?? 0
    threshold = scaler.number(.threshold)
    tolerance = scaler.number(.tolerance) ?? 0
    window = scaler.count(.growthInterval) ?? 1
    scale = scaler.initialScale
  }

  mutating func update(after step: StepFinding) -> Bool {
    defer { number += 1 }
    if step.overflows { return updateAfterOverflow() }
    if (number - lastOverflow).isMultiple(of: window) { grow() }
    return true
  }

  private mutating func grow() {
    scale = factors.raised(scale)
    lastChange = number
    if rule == .followingWindow { window *= 2 }
  }

  private mutating func updateAfterOverflow() -> Bool {
    let before = scale
    lastOverflow = number
    overflowCount += 1
    if Double(overflowCount) / Double(number - lastChange) >= tolerance { backOff() }
    switch rule {
    case .raisingAtFloor:
      guard scale <= floor else { return true }
      scale = before
      return false
    case .followingWindow:
      // The window stays halved, though the scale does not.
      if scale < floor { scale = before }
      return true
    }
  }

  private mutating func backOff() {
    scale = max(factors.lowered(scale), threshold ?? 0)
    lastChange = number
    overflowCount = 0
    if rule == .followingWindow { window = max(window / 2, 1) }
  }
}
