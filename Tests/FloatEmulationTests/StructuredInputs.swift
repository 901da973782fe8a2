import FloatEmulation

/// Inputs that decide: with monotonicity, a rounding is right everywhere if it is
/// right on every value, every tie, and the neighbours of both.
extension FloatFormat {
  /// Every tie between adjacent finite values, the tie with what would be the next
  /// value above the greatest included, and half the least value.
  var ties: [Double] { ties(every: 1) }

  /// Every `stride`th of them, and those at both ends of the range.
  func ties(every stride: UInt64) -> [Double] {
    let codes =
      Array(Swift.stride(from: 0, through: greatestFiniteCode, by: Int(stride)))
      + (stride > 1 ? [leastNormalCode, greatestFiniteCode - 1, greatestFiniteCode] : [])
    return codes.map(tie) + [leastNonzeroMagnitude / 2]
  }

  /// The tie above a finite magnitude code.
  private func tie(above code: UInt64) -> Double {
    let lower = decode(code)
    if code < greatestFiniteCode { return lower + (decode(code + 1) - lower) / 2 }
    let halfUlp = Double(sign: .plus, exponent: maximumExponent - precision, significand: 1)
    return lower + halfUlp
  }

  /// Values from which a rounding through binary32 makes ties of no ties: each tie,
  /// missed by a part of it far below binary32's precision.
  func doubleRoundingTraps(every stride: UInt64) -> [Double] {
    ties(every: stride).flatMap { tie in
      [0x1p-26, 0x1p-33, 0x1p-45].flatMap { [tie + tie * $0, tie - tie * $0] }
    }
  }

  /// Every `stride`th finite value.
  func values(every stride: UInt64) -> [Double] {
    Swift.stride(from: 0, through: greatestFiniteCode, by: Int(stride)).map(decode)
  }

  /// Values, ties and traps with their binary64 neighbours, both signs, specials.
  func decidingInputs(every stride: UInt64) -> [Double] {
    (ties(every: stride) + values(every: stride)).withNeighboursAndSigns
      + doubleRoundingTraps(every: stride).flatMap { [$0, -$0] } + Double.specials
  }

  /// The same in binary32, where it has neighbours of its own.
  func decidingBinary32Inputs(every stride: UInt64) -> [Float] {
    (ties(every: stride) + values(every: stride)).map { Float($0) }.withNeighboursAndSigns
      + Double.specials.map { Float($0) }
      + [.signalingNaN, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, .leastNormalMagnitude]
  }
}

extension Double {
  /// Zeros, infinities, NaNs and the ends of binary64.
  static let specials: [Double] =
    [
      .zero, .infinity, .nan, .signalingNaN, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
      .leastNormalMagnitude, 0x1p-1022.nextDown, 0x1p128, 0x1p-150, 1e9, 1,
    ].flatMap { [$0, -$0] }
}

extension Array where Element: BinaryFloatingPoint {
  /// Each value and its two neighbours, with both signs.
  var withNeighboursAndSigns: [Element] {
    flatMap { [$0, $0.nextDown, $0.nextUp] }.flatMap { [$0, -$0] }
  }
}

/// The formats that are checked, by the effort that each allows.
enum CheckedFormats {
  /// Those of the catalogue of at most 16 bits.
  static let narrow = FloatFormat.catalogue.filter { $0.bitWidth <= 16 }

  /// Those of the catalogue of at most 8 bits, and every format of IEEE P3109 up to
  /// that width.
  static let tiny = narrow.filter { $0.bitWidth <= 8 } + p3109

  /// Every format of P3109 of at most 8 bits, of all four kinds.
  static let p3109: [FloatFormat] = (3...8).flatMap { width in
    (1...width).flatMap { precision in
      [(true, true), (true, false), (false, true), (false, false)].compactMap {
        try? FloatFormat(
          p3109Width: width, precision: precision, isSigned: $0.0, isExtended: $0.1)
      }
    }
  }

  /// Formats that no standard knows: without subnormal values, unsigned, of
  /// precision 1, with strange biases.
  static let custom = [
    "e5m10:zero-field=zero", "e4m3:zero-field=zero:special=fn", "e5m3:unsigned", "e4m3:bias=-3",
    "e4m0:special=none", "e6m0:special=fn", "e5m0:unsigned:special=finite", "e3m1:bias=9",
    "e4m3:unsigned:special=fn", "e3m2:unsigned:zero-field=zero:special=extended",
    "e11m3:bias=1030", "e8m20",
  ].compactMap { try? FloatFormat(named: $0) }

  /// Formats where a kernel's arithmetic has no exponent or bit to spare, and one of
  /// every kind: a power of two that is the source's greatest or one beyond it, the
  /// source's own exponents or precision, its least exponent alone, binary16's exponents,
  /// precision 1, no zero, no sign, one NaN.
  static let edges =
    [
      "e2m3:bias=-106", "e2m3:bias=-107", "e7m10:bias=11", "e7m10:bias=12", "e8m23", "e6m23",
      "e8m5", "e8m5:zero-field=zero", "e7m5:zero-field=zero", "e8m5:bias=126",
      "e8m5:bias=126:zero-field=zero",
      "e8m5:bias=128", "e4m0:special=none", "e6m0:unsigned:special=fn", "e5m0:special=fnuz",
      "e3m2:unsigned:special=extended", "e4m3:unsigned:zero-field=zero", "e11m2",
      "e7m5:bias=-1", "e7m5:bias=127", "e7m5:bias=127:special=fn", "e5m10:special=fn",
      "e5m10:bias=14",
      "e5m10:special=none", "e4m10:bias=15", "e6m10:bias=15", "e5m4", "e5m4:bias=16", "fp16",
      "e4m3fn", "e4m3fnuz", "e2m1fn", "e8m0fnu",
    ].compactMap { try? FloatFormat(named: $0) }
}
