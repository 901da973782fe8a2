/// The kind of value that a code stands for (IEEE 754-2019, 5.7.2 `class`,
/// without the sign and without telling quiet from signaling).
public enum ValueClass: String, Hashable, Sendable, CaseIterable {
  /// +0 or -0.
  case zero
  /// Non-zero and below the least normal value.
  case subnormal
  /// Finite, at or above the least normal value.
  case normal
  /// An infinity.
  case infinite
  /// Not a number.
  case nan
}
