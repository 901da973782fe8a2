/// How to set a scaler that doubles the scale after clean steps and halves it after an
/// overflow.
public struct DynamicScalerAdvice: Hashable, Sendable {
  /// The first scale is `2^initialExponent`: the recommended one of the first step, or the
  /// greatest without overflow there where none is safe.
  public let initialExponent: Int
  /// After how many clean steps to double: few enough that the scale keeps up with what the
  /// recorded steps need, and not more than ``usualGrowthInterval``.
  public let growthInterval: Int
  /// The step that asks for the interval; nil where the usual one will do.
  public let bindingStep: Int?

  /// What most scalers have: the one step of so many that a doubling too far costs.
  public static let usualGrowthInterval = 2000

  /// - Returns: nil where no step has a safe scale, or where every step is safe without one.
  init?(_ steps: [StepWindow]) {
    if steps.allSatisfy({ $0.window.contains(0) }) { return nil }
    guard let first = steps.firstIndex(where: { $0.window != .unconstrained }),
      steps.contains(where: { $0.window.recommendedExponent != nil })
    else { return nil }
    let exponent = steps[first].window.bestExponent
    var (interval, binding): (Int, Int?) = (DynamicScalerAdvice.usualGrowthInterval, nil)
    for step in steps[first...] {
      guard case .safe(let exponents) = step.window, exponents.lowerBound > exponent else {
        continue
      }
      let needed = (step.step - steps[first].step) / (exponents.lowerBound - exponent)
      if max(1, needed) < interval { (interval, binding) = (max(1, needed), step.step) }
    }
    (initialExponent, growthInterval, bindingStep) = (exponent, interval, binding)
  }
}
