internal import FloatEmulation

/// The magnitude codes of finite values that a conformance set is made around:
/// all of a format of at most 16 bits, some of each binade of a wider one.
struct CodeChoice {
  private let format: FloatFormat
  private let valuesPerBinade: UInt64

  init(_ format: FloatFormat, valuesPerBinade: Int) {
    self.format = format
    self.valuesPerBinade = UInt64(valuesPerBinade)
  }

  static func isThinned(_ format: FloatFormat) -> Bool { format.bitWidth > 16 }

  /// How many codes there are; in a thinned choice a binade of few values gives
  /// some more than once.
  var count: UInt64 {
    CodeChoice.isThinned(format)
      ? 1 + binadeCount * (valuesPerBinade + 2) : format.greatestFiniteCode + 1
  }

  /// A code of the choice.
  func code(_ index: UInt64) -> UInt64 {
    guard CodeChoice.isThinned(format) else { return index }
    guard index > 0 else { return 0 }
    let (binade, place) = (index - 1).quotientAndRemainder(dividingBy: valuesPerBinade + 2)
    let range = codes(ofBinade: binade)
    switch place {
    case 0: return range.lowerBound
    case 1: return range.upperBound
    default:
      return range.lowerBound + splitMix64(index) % (range.upperBound - range.lowerBound + 1)
    }
  }

  /// Binades of subnormal values, by their leading bit, and of normal ones.
  private var binadeCount: UInt64 {
    subnormalBinadeCount + (format.greatestFiniteCode - format.leastNormalCode) / binadeSize + 1
  }

  private var subnormalBinadeCount: UInt64 {
    format.hasSubnormals ? UInt64(format.trailingSignificandBitCount) : 0
  }

  private var binadeSize: UInt64 { 1 << UInt64(format.trailingSignificandBitCount) }

  private func codes(ofBinade binade: UInt64) -> ClosedRange<UInt64> {
    if binade < subnormalBinadeCount { return (1 << binade)...((2 << binade) - 1) }
    let first = format.leastNormalCode + (binade - subnormalBinadeCount) * binadeSize
    return first...min(first + binadeSize - 1, format.greatestFiniteCode)
  }
}
