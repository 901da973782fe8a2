/// What a format does to one recorded value: exactly one of seven.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
  /// The recorded value is +0 or -0.
  case zero
  /// The recorded value is already an infinity.
  case infinite
  /// The recorded value is already NaN.
  case nan
  /// Finite and non-zero, but the result is zero: the gradient is lost.
  case underflow
  /// The result is non-zero and below the least normal value: precision is lost.
  case subnormal
  /// The result is a normal number of the format.
  case normal
  /// Rounding with unbounded exponent exceeds the greatest finite magnitude.
  /// The result is what the overflow rule says: infinity, or NaN.
  case overflow
}
