/// A floating-point type of eight bits.
///
/// The raw value is the short name, in tables and in the CSV column `dtype`.
/// Sources: OCP OFP8 revision 1.0 (`e4m3fn`, `e5m2`), OCP MX v1.0 (`e8m0fnu`); the others
/// by the names of ml_dtypes and LLVM.
public enum Float8Type: String, Hashable, Sendable, CaseIterable {
  /// OFP8 E4M3: safetensors `F8_E4M3`, PyTorch `float8_e4m3fn`.
  case e4m3fn
  /// OFP8 E5M2: safetensors `F8_E5M2`, PyTorch `float8_e5m2`, NumPy `f1`.
  case e5m2
  /// E4M3 with one NaN in place of negative zero: `F8_E4M3FNUZ`, `float8_e4m3fnuz`.
  case e4m3fnuz
  /// E5M2 with one NaN in place of negative zero: `F8_E5M2FNUZ`, `float8_e5m2fnuz`.
  case e5m2fnuz
  /// Powers of two, the scales of MX blocks: `F8_E8M0`, `float8_e8m0fnu`.
  case e8m0fnu
  /// The IEEE-like E4M3, of ml_dtypes alone.
  case e4m3
  /// E4M3 with a bias of 11, of ml_dtypes alone.
  case e4m3b11fnuz
  /// The IEEE-like E3M4, of ml_dtypes alone.
  case e3m4
}
