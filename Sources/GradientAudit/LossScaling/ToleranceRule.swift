/// The rule of fairseq and of metaseq, which was made from it.
enum ToleranceRule: Hashable, Sendable {
  /// Raises when the scale comes down to its floor.
  case raisingAtFloor
  /// Skips for ever at its floor; the growth interval follows the scale.
  case followingWindow
}
