public import FloatEmulation

extension InputSpace<Double> {
  /// Every tie between two adjacent values of a format, the one above the greatest
  /// and half the least; each as it is, with its two binary64 neighbours, and missed
  /// by a part of 2^30 on either side, so that binary32 would see it; both signs.
  ///
  /// - Precondition: The format is at most 19 bits wide.
  public static func ties(of format: FloatFormat) -> InputSpace {
    precondition(format.bitWidth <= 19, "too many ties")
    let ties =
      (0...format.greatestFiniteCode).compactMap(format.tie) + [format.leastNonzeroMagnitude / 2]
    return InputSpace(
      description: "every tie of \(format), its neighbours and double-rounding traps, both signs",
      count: UInt64(ties.count) * 10
    ) { first, buffer in
      for index in 0..<buffer.count {
        let (place, variant) = (first + UInt64(index)).quotientAndRemainder(dividingBy: 10)
        let value = ties[Int(place)].beside(Int(variant >> 1))
        buffer[index] = variant & 1 == 0 ? value : -value
      }
    }
  }

  /// Random binary64 values where a format decides: a quarter anywhere in and around
  /// its range, the others a tie or a value of it, missed by a part of 2^20 to 2^52 of
  /// itself, which rounding twice gets wrong.
  ///
  /// Each is a function of the seed and its index (SplitMix64).
  public static func random(nearTiesOf format: FloatFormat, count: UInt64, seed: UInt64)
    -> InputSpace
  {
    let least = max(format.minimumExponent - format.precision - 2, -1022)
    let exponents = least...max(least, min(format.maximumExponent + 2, 1023))
    return InputSpace(
      description: "random binary64 values near ties of \(format), seed \(seed)", count: count
    ) { first, buffer in
      for index in 0..<buffer.count {
        let bits = splitMix64(seed &+ 2 &* (first + UInt64(index)))
        let choice = splitMix64(seed &+ 2 &* (first + UInt64(index)) &+ 1)
        buffer[index] =
          choice >> 62 == 0
          ? randomValue(bits, choice, exponents) : randomTrap(bits, choice, format)
      }
    }
  }

  /// Random binary64 values whose exponents lie in a range, each a function of the
  /// seed and its index (SplitMix64).
  public static func random(
    count: UInt64, exponents: ClosedRange<Int>, seed: UInt64
  ) -> InputSpace {
    InputSpace(
      description: "random binary64 values, exponents \(exponents.lowerBound) to "
        + "\(exponents.upperBound), seed \(seed)",
      count: count
    ) { first, buffer in
      for index in 0..<buffer.count {
        let bits = splitMix64(seed &+ 2 &* (first + UInt64(index)))
        let choice = splitMix64(seed &+ 2 &* (first + UInt64(index)) &+ 1)
        buffer[index] = randomValue(bits, choice, exponents)
      }
    }
  }

  /// Ties of binary32 with both binary64 neighbours and both signs: in each of its
  /// 277 binades, `2^logCount` evenly spaced ties and the last one.
  public static func tiesOfBinary32(logCount: Int) -> InputSpace {
    let perBinade: UInt64 = (1 << UInt64(logCount)) + 1
    return InputSpace(
      description: "ties of binary32, \(perBinade) in each of 277 binades, "
        + "with both neighbours and both signs",
      count: 277 * perBinade * 6
    ) { first, buffer in
      for index in 0..<buffer.count {
        let (tieIndex, variant) = (first + UInt64(index)).quotientAndRemainder(dividingBy: 6)
        let (binade, place) = tieIndex.quotientAndRemainder(dividingBy: perBinade)
        let tie = tieOfBinary32(exponent: Int(binade) - 149, place, of: perBinade)
        let value = tie.beside(Int(variant % 3))
        buffer[index] = variant < 3 ? value : -value
      }
    }
  }
}

extension Double {
  /// The value itself, a neighbour, or one that binary32 takes for it.
  fileprivate func beside(_ variant: Int) -> Double {
    switch variant {
    case 0: self
    case 1: nextDown
    case 2: nextUp
    case 3: self - self * 0x1p-30
    default: self + self * 0x1p-30
    }
  }
}

private func randomValue(_ bits: UInt64, _ choice: UInt64, _ exponents: ClosedRange<Int>) -> Double
{
  let exponent = exponents.lowerBound + Int(choice >> 1 % UInt64(exponents.count))
  let significand = Double(bitPattern: bits >> 12 | 0x3FF0_0000_0000_0000)
  return Double(
    sign: choice & 1 == 0 ? .plus : .minus, exponent: exponent, significand: significand)
}

private func randomTrap(_ bits: UInt64, _ choice: UInt64, _ format: FloatFormat) -> Double {
  let code = bits % (format.greatestFiniteCode + 1)
  let tie = choice & 2 == 0 ? format.tie(above: code) : nil
  let anchor = tie ?? format.decode(code)
  let part = Double(sign: .plus, exponent: -20 - Int(choice >> 8 % 33), significand: 1)
  let value = choice & 4 == 0 ? anchor + anchor * part : anchor - anchor * part
  return choice & 1 == 0 ? value : -value
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

func splitMix64(_ index: UInt64) -> UInt64 {
  var mixed = (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
  mixed = (mixed ^ (mixed &>> 30)) &* 0xBF58_476D_1CE4_E5B9
  mixed = (mixed ^ (mixed &>> 27)) &* 0x94D0_49BB_1331_11EB
  return mixed ^ (mixed &>> 31)
}
