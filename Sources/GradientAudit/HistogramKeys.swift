internal import FloatEmulation

/// Which bin of the grid each value of a source type lies in, by way of a table of its
/// keys.
///
/// Nearly all keys lie in one bin. The values of the others, which are *split*, are looked
/// at one by one: of binary32 and binary64 those within `2^-15` of a power of two above them
/// and subnormal ones, of all types those beside one of the plan's inner cuts.
struct HistogramKeys<Source: HistogramSource>: Sendable {
  typealias Bits = Source.Bits

  /// Stands for a split key in `places`.
  static var split: UInt32 { .max }

  /// What makes keys of values.
  let arithmetic: Source.Keys
  /// For each key, the place of its bin among the counters.
  let places: [UInt32]
  /// How far the places of negative values lie behind those of positive ones, which are
  /// zero, the finite bins of the source type, infinity and NaN.
  let signOffset: Int
  /// The plan's inner cuts with the bins and keys around them, ascending.
  let cuts: [Cut]
  /// Whether there are split keys of which magnitudes and gaps do not tell: those that a cut
  /// alone has split.
  let cutsSplitKeys: Bool
  private let firstBin: UInt32
  private let finiteCount: UInt32

  /// An inner cut of a plan, as this source type sees it.
  struct Cut: Sendable {
    /// The magnitude at or above which values lie above the cut.
    let magnitude: UInt64
    /// The place of its bin, for positive values.
    let place: UInt32
    /// The keys of positive values that lie below it, and as a whole in its bin.
    fileprivate(set) var keysBelow: [Int]
  }

  /// - Parameter innerCuts: Magnitudes inside bins, as bit patterns of binary64, ascending.
  init(innerCuts: [UInt64]) {
    let infinity = Source.infinity
    let least = HistogramGrid.bin(ofMagnitude: Source.widened(1))
    let end = HistogramGrid.bin(ofMagnitude: Source.widened(infinity - 1)) + 1
    (firstBin, finiteCount) = (least, end - least)
    signOffset = Int(finiteCount) + 3

    func place(_ bin: UInt32) -> UInt32 {
      if bin == HistogramGrid.zero { return 0 }
      return bin < HistogramGrid.infinity
        ? bin - least + 1 : end - least + 1 + (bin - HistogramGrid.infinity)
    }
    // So that fewer values have split ones where bins are cut.
    let arithmetic = Source.Keys(areFine: !innerCuts.isEmpty)
    var places = [UInt32](repeating: place(HistogramGrid.nan), count: arithmetic.keyCount)
    var cuts = innerCuts.map { magnitude in
      let bin = HistogramGrid.bin(ofMagnitude: magnitude)
      let isInRange = (least..<end).contains(bin)
      return Cut(magnitude: magnitude, place: isInRange ? place(bin) : 0, keysBelow: [])
    }
    let cutsByPlace = Dictionary(grouping: cuts.indices.filter { cuts[$0].place != 0 }) {
      cuts[$0].place
    }
    var cutsSplitKeys = false
    for key in arithmetic.positiveKeys {
      guard let range = arithmetic.magnitudes(ofKey: key) else { continue }
      var own = place(HistogramGrid.nan)
      if range.lowerBound <= infinity {
        let (low, high) = (Source.widened(range.lowerBound), Source.widened(range.upperBound))
        let bin = HistogramGrid.bin(ofMagnitude: low)
        let isWhole = bin == HistogramGrid.bin(ofMagnitude: high)
        own = isWhole ? place(bin) : HistogramKeys.split
        for index in isWhole ? cutsByPlace[own] ?? [] : [] {
          if high < cuts[index].magnitude {
            cuts[index].keysBelow.append(key)
          } else if low < cuts[index].magnitude {
            own = HistogramKeys.split
          }
        }
      }
      if own == HistogramKeys.split, !cutsSplitKeys {
        // Of the values of a key, the least has the greatest gap.
        let value = Source.Lanes(repeating: range.lowerBound)
        var (extremes, leastGap) = (Extremes<Source>(), Source.Lanes(repeating: .max))
        extremes.add(value)
        _ = arithmetic.keys(value, &leastGap)
        cutsSplitKeys = !arithmetic.maySplit(extremes, leastGap)
      }
      places[key] = own
      let isShared = own == HistogramKeys.split || own == 0
      places[arithmetic.negative(key)] = isShared ? own : own + UInt32(signOffset)
    }
    precondition(!cutsSplitKeys || !cuts.isEmpty, "a key that is split by no cut")
    self.arithmetic = arithmetic
    self.cuts = cuts
    self.cutsSplitKeys = cutsSplitKeys
    self.places = places
  }

  /// The place of a value whose key is split, which is finite and not zero.
  @inline(__always)
  func place(ofMagnitude magnitude: UInt64, isNegative: Bool) -> Int {
    Int(HistogramGrid.bin(ofMagnitude: magnitude) &- firstBin &+ 1)
      &+ (isNegative ? signOffset : 0)
  }

  /// The cuts above a magnitude in its bin, given the bin's place for positive values.
  func cuts(above magnitude: UInt64, at place: UInt32) -> Range<Int> {
    var (low, high) = (0, cuts.count)
    while low < high {
      let middle = (low + high) / 2
      if cuts[middle].magnitude <= magnitude { low = middle + 1 } else { high = middle }
    }
    return low..<(cuts[low...].firstIndex { $0.place != place } ?? cuts.count)
  }

  /// The bin at a place, with its sign.
  func bin(at place: Int) -> UInt32 {
    let isNegative = place >= signOffset
    let place = UInt32(isNegative ? place - signOffset : place)
    let sign = isNegative ? MagnitudeHistogram.signBit : 0
    if place == 0 { return HistogramGrid.zero }
    if place <= finiteCount { return place - 1 + firstBin | sign }
    return HistogramGrid.infinity + (place - 1 - finiteCount) | sign
  }
}
