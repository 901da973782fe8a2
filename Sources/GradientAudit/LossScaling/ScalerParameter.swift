/// What can be set about a scaler, by the names that frameworks share.
public enum ScalerParameter: String, Hashable, Sendable, CaseIterable {
  /// The scale at the first step.
  case initialScale = "initial_scale"
  /// The clean steps after which the scale grows.
  case growthInterval = "growth_interval"
  /// What the scale is multiplied by when it grows.
  case growthFactor = "growth_factor"
  /// What the scale is multiplied by when it backs off; `none` divides by `growth_factor`.
  case backoffFactor = "backoff_factor"
  /// The floor of the scale.
  case minScale = "min_scale"
  /// The cap of the scale.
  case maxScale = "max_scale"
  /// The overflow on which the scale backs off: 1 for each, 2 for the second.
  case hysteresis
  /// Whether every clean step refills the hysteresis, and not growth alone.
  case consecutiveHysteresis = "consecutive_hysteresis"
  /// Whether backing off at the floor raises.
  case raiseAtMin = "raise_at_min"
  /// The share of steps since the last change that may overflow without a consequence.
  case tolerance
  /// What backing off does not go below.
  case threshold
  /// The consecutive overflows after which the scale backs off.
  case decreaseEvery = "decrease_every"
  /// How the scale is stored.
  case scaleStorage = "scale_storage"
  /// `log2` of the magnitude that should not be exceeded.
  case logMax = "log_max"
  /// How much of the fast average stays at each step.
  case beta1
  /// How much of the slow averages stays at each step.
  case beta2
  /// The standard deviations that are kept as headroom.
  case overflowStdDev = "overflow_std_dev"
  /// The least magnitude that the format is taken to hold.
  case leastMagnitude = "u_min"
  /// The greatest magnitude that the format is taken to hold.
  case greatestMagnitude = "u_max"

  /// What it is, in a few words.
  public var meaning: String {
    switch self {
    case .initialScale: "the scale at the first step"
    case .growthInterval: "clean steps after which the scale grows"
    case .growthFactor: "what the scale is multiplied by when it grows"
    case .backoffFactor: "what it is multiplied by when it backs off"
    case .minScale: "its floor"
    case .maxScale: "its cap"
    case .hysteresis: "on which overflow it backs off"
    case .consecutiveHysteresis: "whether a clean step refills the hysteresis"
    case .raiseAtMin: "whether backing off at the floor raises"
    case .tolerance: "share of steps that may overflow without a consequence"
    case .threshold: "what backing off does not go below"
    case .decreaseEvery: "overflows in a row after which it backs off"
    case .scaleStorage: "how it is stored and rounded"
    case .logMax: "an overflow counts as log2 = 2^log_max, a defect"
    case .beta1: "what stays of the fast average"
    case .beta2: "what stays of the slow averages"
    case .overflowStdDev: "standard deviations of headroom"
    case .leastMagnitude: "least magnitude that is kept from underflow"
    case .greatestMagnitude: "greatest magnitude, before it is divided by the fan-in"
    }
  }

  /// What values it takes, in words.
  var expectation: String {
    switch self {
    case .initialScale, .leastMagnitude, .greatestMagnitude:
      "a positive finite number, such as 65536 or 2^16"
    case .growthFactor: "a finite number above 1, such as 2"
    case .backoffFactor: "a number between 0 and 1, such as 0.5, or none to divide instead"
    case .growthInterval, .hysteresis, .decreaseEvery: "a whole number of at least 1"
    case .minScale, .maxScale, .threshold: "a positive finite number, or none"
    case .consecutiveHysteresis, .raiseAtMin: "true or false"
    case .tolerance: "a number from 0 to 1"
    case .scaleStorage: ScaleStorage.allCases.map(\.rawValue).joined(separator: ", ")
    case .logMax: "a finite number"
    case .beta1, .beta2: "a number between 0 and 1"
    case .overflowStdDev: "a finite number of at least 0"
    }
  }

  /// Reads a value; nil if it is none that the parameter takes.
  func value(_ text: String) -> ScalerValue? {
    switch self {
    case .initialScale, .leastMagnitude, .greatestMagnitude: number(text) { $0 > 0 }
    case .growthFactor: number(text) { $0 > 1 }
    case .backoffFactor:
      text == "none" ? ScalerValue.none : number(text) { $0 > 0 && $0 < 1 }
    case .beta1, .beta2: number(text) { $0 > 0 && $0 < 1 }
    case .growthInterval, .hysteresis, .decreaseEvery:
      Int(text).flatMap { $0 >= 1 ? .count($0) : nil }
    case .minScale, .maxScale, .threshold:
      text == "none" ? ScalerValue.none : number(text) { $0 > 0 }
    case .consecutiveHysteresis, .raiseAtMin: Bool(text).map { .flag($0) }
    case .tolerance: number(text) { $0 >= 0 && $0 <= 1 }
    case .scaleStorage: ScaleStorage(rawValue: text).map { .storage($0) }
    case .logMax: number(text) { _ in true }
    case .overflowStdDev: number(text) { $0 >= 0 }
    }
  }

  /// A finite number: a decimal or a power of two.
  private func number(_ text: String, where isAllowed: (Double) -> Bool) -> ScalerValue? {
    let value = text.hasPrefix("2^") ? LossScale(text)?.value : Double(text)
    guard let value, value.isFinite, isAllowed(value) else { return nil }
    return .number(value)
  }
}
