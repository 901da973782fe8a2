/// What becomes of values beyond a format's range.
///
/// A finite value overflows when, rounded with unbounded exponent, it exceeds
/// the greatest finite magnitude. In an unsigned format a negative value that
/// does not round to zero overflows too, at the lower end.
public enum OverflowRule: String, Hashable, Sendable, CaseIterable {
  /// As the format's standard says.
  ///
  /// With infinities (IEEE 754-2019, 7.4): infinity, except that a direction that
  /// points inward (toward zero, toward negative for positive values, to odd)
  /// gives the greatest finite value. With NaN only (OFP8 `NONSAT`): the same with
  /// NaN in place of infinity. Without either, and in the finite formats of
  /// P3109: the greatest finite value. An infinity stays where the format has
  /// infinities; elsewhere, in any direction, it becomes NaN, or the greatest finite
  /// value without a NaN and in the finite formats of P3109. In an unsigned format
  /// negative values and negative infinity become NaN, but in P3109's zero under
  /// toward zero and toward positive; zero becomes NaN in E8M0, which has none.
  ///
  /// P3109 v4.0 calls it `SatNone`. Its rounding to odd overflows to infinity in
  /// signed extended formats.
  case standard

  /// A finite value becomes the nearer end of the range; infinities go by the
  /// standard (`SatPropagate` of P3109 v4.0).
  case saturateFinite

  /// All values become the nearer end of the range, infinities too (`SatFinite`
  /// of P3109 v4.0; OFP8 `SAT`; CUDA `satfinite`).
  case saturateAll
}
