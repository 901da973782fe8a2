/// What a number in a limit counts in.
public enum LimitUnit: Hashable, Sendable {
  /// A part of a whole, written in `%` or `ppm`.
  case share
  /// A whole number.
  case count
}
