/// What turns gradients into updates, by how much it remembers.
public enum Optimizer: String, Hashable, Sendable, CaseIterable {
  /// Stochastic gradient descent, which remembers nothing.
  case sgd
  /// The same with momentum: one moment.
  case momentum
  /// Adam and AdamW: two moments.
  case adam

  /// How many numbers it remembers of each parameter.
  public var momentCount: Int {
    switch self {
    case .sgd: 0
    case .momentum: 1
    case .adam: 2
    }
  }

  /// What it is called in a sentence.
  public var title: String {
    switch self {
    case .sgd: "SGD"
    case .momentum: "SGD with momentum"
    case .adam: "Adam"
    }
  }
}
