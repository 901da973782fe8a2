/// The scale at which a limit looks.
public enum LimitScale: Hashable, Sendable, CustomStringConvertible {
  /// The one to use for the whole recording: see ``ScaleWindow/bestExponent``.
  case best
  /// Every scale of the sweep; the limit holds at each.
  case each
  /// This one.
  case fixed(LossScale)

  /// As it is written behind `@`.
  public var description: String {
    switch self {
    case .best: "best"
    case .each: "each"
    case .fixed(.one): "1"
    case .fixed(let scale): scale.powerDescription
    }
  }
}
