/// How a recorded value and a scale become the value that is rounded.
public enum ScaleArithmetic: String, Hashable, Sendable, CaseIterable {
  /// The exact product, rounded once into the format.
  case exact
  /// The product rounded to binary32 first, as `grad.float() * scale` does. The
  /// same as `exact` for binary32 sources and every power of two >= 1.
  case fp32
}
