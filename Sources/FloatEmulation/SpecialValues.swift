/// How a format encodes infinities, NaNs and the sign of zero.
///
/// The suffixes are those in common use (LLVM's `APFloat`, ml_dtypes, ONNX).
public enum SpecialValues: String, Hashable, Sendable, CaseIterable {
  /// As IEEE 754: the top exponent holds the infinities (trailing significand
  /// zero) and the NaNs (all others). Both zeros exist.
  case ieee

  /// `fn`: finite, with one NaN a sign where all bits below the sign are ones.
  /// No infinities; both zeros exist (OCP OFP8, `E4M3`; OCP MX, `E8M0`).
  case nanOnly = "fn"

  /// `fnuz`: finite, one NaN in place of negative zero, so zero is unsigned.
  case nanAtNegativeZero = "fnuz"

  /// Every code is finite: no infinities and no NaN (OCP MX, `FP6` and `FP4`).
  case none

  /// IEEE P3109 v4.0, extended: infinity is the greatest magnitude code. The one
  /// NaN stands in place of negative zero; in an unsigned format it is the last
  /// code, with infinity before it.
  case p3109Extended = "extended"

  /// IEEE P3109 v4.0, finite: the same NaN, no infinities.
  case p3109Finite = "finite"
}
