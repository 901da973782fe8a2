/// The values that a share is a share of.
public enum LimitPopulation: String, Hashable, Sendable {
  /// Those recorded as finite and not zero.
  case finiteNonzero = "finite non-zero values"
  /// Those whose results are finite, too: see ``ErrorMetrics``.
  case compared = "finite non-zero values with finite results"
  /// All values, zeros, infinities and NaNs among them.
  case all = "values"
}
