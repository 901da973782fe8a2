/// What a number in a limit counts in.
public enum LimitUnit: Hashable, Sendable {
  /// A part of a whole, written in `%` or `ppm`.
  case share
  /// A whole number.
  case count
  /// Ten times the decimal logarithm of a ratio of powers, written in `dB`.
  case decibel

  /// What stands behind a number.
  var sign: String {
    switch self {
    case .share: "%"
    case .count: ""
    case .decibel: "dB"
    }
  }
}
