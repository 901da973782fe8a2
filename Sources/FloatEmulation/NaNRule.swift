/// What becomes of a NaN.
public enum NaNRule: String, Hashable, Sendable, CaseIterable {
  /// It becomes quiet and keeps its sign and the top of its payload as far as
  /// the format has them (IEEE 754-2019, 6.2.3).
  case quiet

  /// It becomes the format's canonical NaN: positive, no payload.
  case canonical

  /// As `canonical`; and where the format has no NaN, negative zero, as ml_dtypes
  /// 0.6 does. The other rules give the greatest finite value there, as CUDA
  /// does.
  case canonicalOrNegativeZero = "canonical-or-negative-zero"
}
