/// The scale at which a limit looks.
public enum LimitScale: Hashable, Sendable, CustomStringConvertible {
  /// The one to use for the whole recording: see ``ScaleWindow/bestExponent``.
  case best
  /// Every scale of the sweep; the limit holds at each.
  case each
  /// The one that was in the recorded values, of each tensor at each step its own.
  case recorded
  /// This one.
  case fixed(LossScale)

  /// As it is written behind `@`.
  public var description: String {
    switch self {
    case .best: "best"
    case .each: "each"
    case .recorded: "recorded"
    case .fixed(.one): "1"
    case .fixed(let scale): scale.powerDescription
    }
  }
}
