/// Which of a tensor's values with a chosen outcome are listed, and in what order.
///
/// A magnitude is a value's bit pattern without its sign, so that infinity comes behind
/// every finite value and NaNs behind infinity.
public enum TraceSelection: Hashable, Sendable {
  /// The first so many in C order, in that order.
  case first(Int)
  /// All, in C order.
  case all
  /// So many of the largest magnitudes, the largest first; equal ones in C order.
  case largest(Int)
  /// So many of the smallest magnitudes, the smallest first; equal ones in C order.
  case smallest(Int)
}
