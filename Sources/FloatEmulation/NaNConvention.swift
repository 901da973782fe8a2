/// What a stack makes of a NaN: the rules of a projection, and what else is met
/// in practice.
public enum NaNConvention: String, Hashable, Sendable, CaseIterable {
  /// Quiet, with its sign and the top of its payload (`NaNRule.quiet`).
  case quiet
  /// The canonical NaN: positive, no payload (`NaNRule.canonical`).
  case canonical
  /// The canonical NaN with the sign of the operand; where the format has no NaN,
  /// a zero of the opposite sign. What ml_dtypes 0.6.0 does.
  case canonicalWithSign = "canonical with sign"
  /// Every bit below the sign set, with the sign of the operand.
  case onesWithSign = "ones with sign"
  /// Every bit set, the sign too.
  case ones
  /// The sign and the top of the payload, not made quiet; a payload that would
  /// vanish becomes 1. What NumPy does without hardware for binary16.
  case signaling

  /// The nearest rule that a projection has.
  var projectionRule: NaNRule { self == .canonical ? .canonical : .quiet }

  /// Whether that rule says all.
  var isProjectionRule: Bool { self == .quiet || self == .canonical }

  /// The code of a NaN.
  ///
  /// - Parameters:
  ///   - payload: The trailing significand of a binary32 NaN, 23 bits.
  ///   - quiet: What `NaNRule.quiet` gives.
  func code(isNegative: Bool, payload: UInt32, quiet: UInt64, in format: FloatFormat) -> UInt64 {
    let sign = isNegative ? format.signBit : 0
    switch self {
    case .quiet, .canonical: return quiet
    case .ones: return format.codeMask
    case .onesWithSign: return format.hasSignedNaN ? format.magnitudeMask | sign : quiet
    case .canonicalWithSign:
      guard let nan = format.nanCode else { return sign ^ format.signBit }
      return format.hasSignedNaN ? nan | sign : nan
    case .signaling:
      let shift = 23 - format.trailingSignificandBitCount
      guard format.specialValues == .ieee, shift >= 0 else { return quiet }
      return (format.infinityCode ?? 0) | sign | max(UInt64(payload) >> UInt64(shift), 1)
    }
  }
}
