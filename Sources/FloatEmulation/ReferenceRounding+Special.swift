/// Values without a magnitude, and values beyond the range.
extension ReferenceRounding {
  private var format: FloatFormat { projection.format }

  func zero(_ isNegative: Bool) -> Rounded {
    if format.hasZero { return Rounded(code: signed(0, isNegative), outcome: .zero) }
    return projection.overflow == .standard && format.hasNaN
      ? Rounded(code: nanCode(isNegative), outcome: .zero, flags: .invalid)
      : Rounded(code: 0, outcome: .zero, flags: .inexact)
  }

  func flushedOperand(_ isNegative: Bool) -> Rounded {
    Rounded(
      code: zero(isNegative).code, outcome: .underflow, flags: [.underflow, .inexact])
  }

  func roundingInfinity(_ isNegative: Bool) -> Rounded {
    if projection.overflow == .saturateAll {
      let end = isNegative && !format.isSigned ? 0 : signed(format.greatestFiniteCode, isNegative)
      return Rounded(code: end, outcome: .infinite, flags: .invalid)
    }
    if isNegative && !format.isSigned {
      let code = format.hasNaN ? nanCode(isNegative) : 0
      return Rounded(code: code, outcome: .infinite, flags: .invalid)
    }
    if let infinity = format.infinityCode {
      return Rounded(code: signed(infinity, isNegative), outcome: .infinite)
    }
    let code =
      format.saturatesByItself
      ? signed(format.greatestFiniteCode, isNegative) : nanCode(isNegative)
    return Rounded(code: code, outcome: .infinite, flags: .invalid)
  }

  /// 7.4: a value beyond the greatest finite magnitude.
  func overflowed(_ isNegative: Bool) -> Rounded {
    let saturates =
      projection.overflow != .standard || format.saturatesByItself
      || projection.direction.stopsAtTheEnd(of: format, isNegative: isNegative)
    let code =
      if saturates {
        signed(format.greatestFiniteCode, isNegative)
      } else {
        format.infinityCode.map { signed($0, isNegative) } ?? nanCode(isNegative)
      }
    return Rounded(code: code, outcome: .overflow, flags: [.overflow, .inexact])
  }

  /// A negative value in an unsigned format.
  func belowRange() -> Rounded {
    let isP3109 =
      format.specialValues == .p3109Extended || format.specialValues == .p3109Finite
    let stops =
      isP3109 && (projection.direction == .towardZero || projection.direction == .towardPositive)
    return projection.overflow != .standard || stops || !format.hasNaN
      ? Rounded(code: 0, outcome: .overflow, flags: [.overflow, .inexact])
      : Rounded(code: nanCode(true), outcome: .overflow, flags: .invalid)
  }

  /// 6.2.3: a NaN keeps as much of its payload as fits, and becomes quiet.
  func roundingNaN(_ payload: NaNPayload, _ isNegative: Bool) -> Rounded {
    let kept =
      projection.nan == .quiet && format.specialValues == .ieee
      ? payload.leftAligned >> UInt64(64 - format.trailingSignificandBitCount) : 0
    let isInvalid = payload.isSignaling || !format.hasNaN
    return Rounded(
      code: nanCode(isNegative) | kept, outcome: .nan, flags: isInvalid ? .invalid : [])
  }

  /// The NaN with that sign, or what stands in for it.
  func nanCode(_ isNegative: Bool) -> UInt64 {
    guard let code = format.nanCode else {
      return projection.nan == .canonicalOrNegativeZero ? format.signBit : format.greatestFiniteCode
    }
    return isNegative && projection.nan == .quiet && format.hasSignedNaN
      ? code | format.signBit : code
  }
}

extension FloatFormat {
  /// Whether the format's own standard brings values beyond the range to its end.
  fileprivate var saturatesByItself: Bool {
    specialValues == .none || specialValues == .p3109Finite
  }
}

/// The trailing significand of a NaN, its top bit (quiet or signaling) first.
struct NaNPayload {
  let leftAligned: UInt64
  private let quietBit: UInt64 = 1 << 63

  init(_ value: Double) { leftAligned = value.bitPattern << 12 }
  init(_ value: Float) { leftAligned = UInt64(value.bitPattern) << 41 }

  /// Formats with one NaN have no payload, and it is quiet.
  init(_ code: UInt64, in format: FloatFormat) {
    leftAligned =
      format.specialValues == .ieee
      ? code << UInt64(64 - format.trailingSignificandBitCount) : quietBit
  }

  var isSignaling: Bool { leftAligned & quietBit == 0 }
}
