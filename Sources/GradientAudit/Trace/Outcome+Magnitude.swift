public import FloatEmulation

extension Outcome {
  /// The outcomes of values that are finite and not zero.
  public static let finiteNonzero: Set<Outcome> = [.underflow, .subnormal, .normal, .overflow]

  /// All outcomes, in the order of the magnitudes that meet them.
  static let byMagnitude: [Outcome] = [
    .zero, .underflow, .subnormal, .normal, .overflow, .infinite, .nan,
  ]
}
