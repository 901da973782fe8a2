internal import FloatEmulation
internal import TensorFiles

/// Divides recorded values by the loss scale that they hold.
///
/// A power of two divides without any rounding. Other quotients are binary64, rounded to
/// odd, which loses nothing for a later rounding to at least two bits less (Boldo and
/// Melquiond, 2005): at every scale that is a power of two their counts are those of the
/// exact quotients, for every format of at most 51 bits of precision. At other scales a value
/// within one part in 2^52 of where its outcome changes may count on the other side.
final class Unscaler {
  private var quotients = [UInt64](repeating: 0, count: 4096)
  private var hasLowBits = false

  /// Whether a finite value since the last call has had bits that bfloat16 has no room for.
  func finish() -> Bool {
    defer { hasLowBits = false }
    return hasLowBits
  }

  /// Divides elements of an audited type.
  ///
  /// - Parameter body: Gets the bit patterns of quotients, some thousands at a time.
  func unscale(
    _ chunk: RawSpan, _ type: ElementType, by divisor: Double, _ body: (Span<UInt64>) -> Void
  ) {
    switch type {
    case .float64:
      chunk.withElements(of: UInt64.self) {
        unscale($0, Binary64Source.self, lowBits: 1 << 45 - 1, divisor, body)
      }
    case .float32:
      chunk.withElements(of: UInt32.self) {
        unscale($0, Binary32Source.self, lowBits: 0xFFFF, divisor, body)
      }
    case .float16:
      chunk.withElements(of: UInt16.self) {
        unscale($0, Binary16Source.self, lowBits: 0, divisor, body)
      }
    case .bfloat16:
      chunk.withElements(of: UInt16.self) {
        unscale($0, BFloat16Source.self, lowBits: 0, divisor, body)
      }
    case .float8(let type):
      chunk.withElements(of: UInt8.self) { unscale($0, type, divisor, body) }
    case .unaudited: preconditionFailure("the type has no rounding to audit")
    }
  }

  private func unscale<Source: HistogramSource>(
    _ values: Span<Source.Bits>, _: Source.Type, lowBits: Source.Bits, _ divisor: Double,
    _ body: (Span<UInt64>) -> Void
  ) {
    let isPowerOfTwo = divisor.significand == 1
    let infinity = Source.infinity
    var start = 0
    while start < values.count {
      let count = min(quotients.count, values.count - start)
      for index in 0..<count {
        let bits = values[start + index]
        let value = Source.value(bits)
        let isFinite = bits & (Source.Bits.max / 2) < infinity
        hasLowBits = hasLowBits || (isFinite && bits & lowBits != 0)
        let quotient = Unscaler.quotient(value, divisor, isPowerOfTwo: isPowerOfTwo)
        quotients[index] = quotient.bitPattern
      }
      body(quotients.span.extracting(0..<count))
      start += count
    }
  }

  /// Divides the codes of an 8-bit type, by a table of all of them.
  private func unscale(
    _ codes: Span<UInt8>, _ type: Float8Type, _ divisor: Double, _ body: (Span<UInt64>) -> Void
  ) {
    let isPowerOfTwo = divisor.significand == 1
    let table = type.values.map {
      Unscaler.quotient($0, divisor, isPowerOfTwo: isPowerOfTwo).bitPattern
    }
    var start = 0
    while start < codes.count {
      let count = min(quotients.count, codes.count - start)
      for index in 0..<count { quotients[index] = table[Int(codes[start + index])] }
      body(quotients.span.extracting(0..<count))
      start += count
    }
  }

  /// A value divided, rounded to odd; zero, infinities and NaN remain what they are.
  static func quotient(_ value: Double, _ divisor: Double, isPowerOfTwo: Bool) -> Double {
    let quotient = value / divisor
    let magnitude = quotient.magnitude
    // Where the division, or the rest below, may leave the normal range.
    if value.magnitude < 0x1p-960 || magnitude < 0x1p-960 || magnitude > 0x1p1020 {
      guard let exact = ExactMagnitude(value, times: 1, over: divisor) else { return quotient }
      return exact.roundedToOdd(isNegative: value < 0)
    }
    if isPowerOfTwo { return quotient }
    // The rest, exactly.
    let rest = value.addingProduct(-quotient, divisor)
    let bits = quotient.bitPattern
    guard rest != 0, !rest.isNaN, bits & 1 == 0 else { return quotient }
    // One step towards the rest makes the last bit odd.
    let isLarger = (rest > 0) == (value > 0)
    return Double(bitPattern: isLarger ? bits &+ 1 : bits &- 1)
  }
}

extension ExactMagnitude {
  /// The number as binary64: the neighbour with an odd last bit unless it is one itself.
  fileprivate func roundedToOdd(isNegative: Bool) -> Double {
    let top = binaryExponent
    if top > 1023 { return isNegative ? -.greatestFiniteMagnitude : .greatestFiniteMagnitude }
    let unit = max(top - 52, -1074)
    let shift = unit - exponent
    var kept = significand
    if shift > 0 {
      kept = shift < 128 ? significand >> UInt128(shift) : 0
      let isWhole = shift < 128 && kept << UInt128(shift) == significand
      if !isWhole { kept |= 1 }
    } else {
      kept <<= UInt128(-shift)
    }
    // At most 53 bits, in units that binary64 has.
    return Double(
      sign: isNegative ? .minus : .plus, exponent: unit, significand: Double(UInt64(kept)))
  }
}
