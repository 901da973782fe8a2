/// When a result counts as tiny (IEEE 754-2019, 7.5).
public enum Tininess: String, Hashable, Sendable, CaseIterable {
  /// The exact value is below the least normal value.
  case beforeRounding = "before"
  /// The value rounded as though the exponent range were unbounded is.
  case afterRounding = "after"
}
