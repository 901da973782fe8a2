/// What a converter reads of its operand.
///
/// The last two are what converters to E8M0 do that take the exponent field and
/// add one to it when the top trailing bit and any other are set: a binary32
/// subnormal value above 2^-127 then becomes 2^-126, though 2^-127 may be nearer.
public enum OperandRule: String, Hashable, Sendable, CaseIterable {
  /// The value.
  case value
  /// The value; between 2^-127 and 2^-126 it counts as the latter.
  case carryingSubnormal = "carrying subnormal"
  /// The same of the magnitude; a zero counts as the least subnormal value.
  case carryingMagnitude = "carrying magnitude"
}
