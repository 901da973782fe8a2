internal import FloatEmulation

/// A numbered set of inputs: the same index always gives the same value, so that
/// any part can be made by any thread.
public struct InputSpace<Value: BinaryFloatingPoint & BitwiseCopyable & Sendable>: Sendable {
  /// What the inputs are, in words, for the certificate.
  public let description: String
  /// How many there are.
  public let count: UInt64
  /// The value with an index below `count`.
  public let value: @Sendable (UInt64) -> Value
}

extension InputSpace<Float> {
  /// Binary32 bit patterns: each of the 2^32, or each `stride`th of them.
  ///
  /// - Precondition: `stride > 0`.
  public static func binary32(every stride: UInt64) -> InputSpace {
    InputSpace(
      description: stride == 1
        ? "every binary32 bit pattern" : "every \(stride)th binary32 bit pattern",
      count: ((1 << 32) - 1) / stride + 1
    ) { Float(bitPattern: UInt32(truncatingIfNeeded: $0 * stride)) }
  }
}

extension InputSpace<Double> {
  /// Ties of binary32 with both binary64 neighbours and both signs: in each of its
  /// 277 binades, `2^logCount` evenly spaced ties and the last one.
  public static func tiesOfBinary32(logCount: Int) -> InputSpace {
    let perBinade: UInt64 = (1 << UInt64(logCount)) + 1
    return InputSpace(
      description: "ties of binary32, \(perBinade) in each of 277 binades, "
        + "with both neighbours and both signs",
      count: 277 * perBinade * 6
    ) { index in
      let (tieIndex, variant) = index.quotientAndRemainder(dividingBy: 6)
      let (binade, place) = tieIndex.quotientAndRemainder(dividingBy: perBinade)
      let tie = tieOfBinary32(exponent: Int(binade) - 149, place, of: perBinade)
      let neighbour = [tie, tie.nextDown, tie.nextUp][Int(variant % 3)]
      return variant < 3 ? neighbour : -neighbour
    }
  }

  /// Random binary64 values whose exponents reach just beyond a range, each a
  /// function of the seed and its index (SplitMix64).
  public static func random(
    count: UInt64, exponents: ClosedRange<Int>, seed: UInt64
  ) -> InputSpace {
    InputSpace(
      description: "random binary64 values, exponents \(exponents.lowerBound) to "
        + "\(exponents.upperBound), seed \(seed)",
      count: count
    ) { index in
      let bits = splitMix64(seed &+ 2 &* index)
      let choice = splitMix64(seed &+ 2 &* index &+ 1)
      let exponent = exponents.lowerBound + Int(choice >> 1 % UInt64(exponents.count))
      let significand = Double(bitPattern: bits >> 12 | 0x3FF0_0000_0000_0000)
      return Double(
        sign: choice & 1 == 0 ? .plus : .minus, exponent: exponent, significand: significand)
    }
  }
}

/// A tie between two adjacent binary32 values of one binade.
private func tieOfBinary32(exponent: Int, _ place: UInt64, of count: UInt64) -> Double {
  let bits = min(exponent + 149, 23)  // subnormal binades have fewer values
  let values = UInt64(1) << UInt64(bits)
  let step = max(values / (count - 1), 1)
  let index = place == count - 1 ? values - 1 : (place * step) % values
  let ulp = Double(sign: .plus, exponent: exponent - bits, significand: 1)
  let first = Double(sign: .plus, exponent: exponent, significand: 1)
  return first + (Double(index) + 0.5) * ulp
}

/// A mixed number for an index (Steele, Lea and Flood, OOPSLA 2014).
func splitMix64(_ index: UInt64) -> UInt64 {
  var mixed = (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
  mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
  mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
  return mixed ^ (mixed &>> 31)
}
