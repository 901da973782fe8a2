/// How a recorded value and a scale become the value that is rounded.
public enum ScaleArithmetic: String, Hashable, Sendable, CaseIterable {
  /// The exact product, rounded once into the format.
  case exact
  /// What `grad.float() * scale` gives: value and scale are rounded to binary32,
  /// then their product is, then the result into the format. The same as `exact`
  /// for values that binary32 holds and every power of two >= 1.
  case fp32
}
