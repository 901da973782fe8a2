/// How a format encodes infinities, NaNs and zeros.
///
/// The suffixes are those in common use (LLVM's `APFloat`, ml_dtypes, ONNX).
public enum SpecialValues: String, Hashable, Sendable, CaseIterable {
  /// As IEEE 754: the top exponent holds the infinities (trailing significand
  /// zero) and the NaNs (all others). Both zeros exist.
  case ieee

  /// `fn`: finite, with one NaN a sign where all bits below the sign are ones.
  /// No infinities; both zeros exist.
  case nanOnly = "fn"

  /// `fnuz`: finite, one NaN in place of negative zero, so zero is unsigned.
  case nanAtNegativeZero = "fnuz"
}
