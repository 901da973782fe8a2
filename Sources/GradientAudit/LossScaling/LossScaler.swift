/// A loss scaler of a framework: its rule, and the parameters that it runs with.
///
/// Data: a new one is an entry of the ``catalogue``. What it does at each step is the
/// business of one of a few small state machines.
public struct LossScaler: Hashable, Sendable {
  /// What it is called, such as `torch`.
  public internal(set) var name: String
  /// What it belongs to, in a few words.
  public let meaning: String
  /// Where the rule was read.
  public let source: String
  /// What it looks at to find an overflow.
  public let checked: CheckedGradients
  /// What happens in the end when steps go on to overflow.
  public let ending: String
  /// How many updates lie between a decision and the step that uses it, at least 1.
  public let lag: Int
  /// The parameters that it has, with their values.
  public private(set) var parameters: [ScalerParameter: ScalerValue]
  let rule: ScalerRule
  private let defaultStorage: ScaleStorage
  /// Whether backing off divides by the growth factor, there being no other in the stack.
  private let hasOneFactor: Bool
  private var isBackoffGiven = false

  init(
    _ name: String, _ meaning: String, source: String, _ rule: ScalerRule,
    storage: ScaleStorage, checked: CheckedGradients = .scaled, lag: Int = 1,
    hasOneFactor: Bool = false, ending: String, _ parameters: [ScalerParameter: ScalerValue]
  ) {
    self.name = name
    self.meaning = meaning
    self.source = source
    self.rule = rule
    defaultStorage = storage
    self.checked = checked
    self.lag = lag
    self.hasOneFactor = hasOneFactor
    self.ending = ending
    self.parameters = parameters
  }

  /// How it stores the scale.
  public var storage: ScaleStorage {
    guard case .storage(let storage) = parameters[.scaleStorage] else { return defaultStorage }
    return storage
  }

  /// Whether it follows magnitudes, which a sequence of overflows does not have.
  public var needsMagnitudes: Bool { checked == .magnitudes }

  /// The parameters in the order of ``ScalerParameter``.
  public var settings: [(parameter: ScalerParameter, value: ScalerValue)] {
    ScalerParameter.allCases.compactMap { parameter in
      parameters[parameter].map { (parameter, $0) }
    }
  }

  /// Sets a parameter by its name, from a text such as `0.5`, `2^16`, `true` or `none`.
  ///
  /// Stacks with one factor divide by it when they back off, and so do their scalers once
  /// `growth_factor` is set, unless `backoff_factor` is set too.
  ///
  /// - Throws: ``ScalerError`` if there is no such parameter or no such value.
  public mutating func set(_ name: String, to text: String) throws(ScalerError) {
    guard let parameter = ScalerParameter(rawValue: name), parameters[parameter] != nil else {
      throw .unknownParameter(
        name, scaler: self.name, known: settings.map(\.parameter.rawValue))
    }
    guard let value = parameter.value(text) else { throw .invalidValue(text, parameter) }
    parameters[parameter] = value
    if parameter == .backoffFactor { isBackoffGiven = true }
    if parameter == .growthFactor, hasOneFactor, !isBackoffGiven {
      parameters[.backoffFactor] = ScalerValue.none
    }
  }

  /// Checks the parameters against each other.
  ///
  /// - Throws: ``ScalerError``.
  public func validate() throws(ScalerError) {
    for parameter in [ScalerParameter.initialScale, .minScale, .maxScale] {
      guard let scale = number(parameter) else { continue }
      let stored = storage.stored(scale)
      guard stored > 0, stored.isFinite else { throw .notStorable(scale, parameter) }
    }
    if let floor = number(.minScale), let cap = number(.maxScale), floor > cap {
      throw .floorAboveCap(floor: floor, cap: cap)
    }
  }
}

extension LossScaler {
  /// The value of a parameter that is a number; nil if it is off or not there.
  func number(_ parameter: ScalerParameter) -> Double? {
    guard case .number(let number) = parameters[parameter] else { return nil }
    return number
  }

  func count(_ parameter: ScalerParameter) -> Int? {
    guard case .count(let count) = parameters[parameter] else { return nil }
    return count
  }

  func flag(_ parameter: ScalerParameter) -> Bool { parameters[parameter] == .flag(true) }

  /// The first scale, as it is stored.
  var initialScale: Double { storage.stored(number(.initialScale) ?? 1) }

  /// The scaler's state before the first step; nil for one that has a scale for each
  /// tensor.
  func machine() -> (any ScalerMachine)? {
    switch rule {
    case .fixed: FixedMachine(scale: initialScale)
    case .counting(let rule): CountingMachine(rule, self)
    case .tolerance(let rule): ToleranceMachine(rule, self)
    case .logMax: LogMaxMachine(self)
    case .perTensor: nil
    }
  }
}

/// The machine that a scaler runs on.
enum ScalerRule: Hashable, Sendable {
  /// One scale for ever.
  case fixed
  /// Grows after clean steps.
  case counting(CountingRule)
  /// fairseq's and metaseq's.
  case tolerance(ToleranceRule)
  /// OpenSeq2Seq's LogMax.
  case logMax
  /// AdaLoss: a scale for each tensor.
  case perTensor
}
