/// What a scaler looks at to find that a step has overflowed.
public enum CheckedGradients: String, Hashable, Sendable {
  /// The scaled gradients, element by element.
  case scaled
  /// The gradients once they are divided by the scale again.
  case unscaled
  /// A norm of all gradients, which can overflow though no element does.
  case norm
  /// Nothing: the scale follows the magnitudes.
  case magnitudes
}
