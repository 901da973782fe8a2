/// What the codes whose exponent field is zero stand for.
public enum ZeroExponentField: String, Hashable, Sendable, CaseIterable {
  /// Zero and the subnormal values (gradual underflow), as in IEEE 754.
  case subnormals

  /// Zero alone: all such codes are zeros, and between zero and the least normal
  /// value there is none.
  case zero

  /// A binade like every other. The format has neither zero nor subnormal
  /// values (OCP MX, `E8M0`).
  case normals
}
