internal import FloatEmulation

/// Which bin of the grid each value of a source type lies in, by way of a table.
///
/// The *key* of a value is its sign, its exponent and the first seven bits of its
/// trailing significand, and whether any later bit is set. (That is the value rounded to
/// odd; Boldo and Melquiond, "When double rounding is odd", 2005.) The keys of values
/// with no later bit come last: there are few such values, and the counters of the
/// others stay together in the first cache. A value of 16 bits is its own key. Nearly
/// all keys lie in one bin. The values of the others, which are *split*, are looked at
/// one by one: those just below a power of two, subnormal ones, and those beside one of
/// the plan's inner cuts.
struct HistogramKeys<Source: HistogramSource>: Sendable {
  typealias Bits = Source.Bits

  /// Stands for a split key in `places`.
  static var split: UInt32 { .max }

  /// The number of keys.
  static var count: Int { areValues ? floorCount : exactOffset + floorCount }

  /// For each key, the place of its bin among the counters.
  let places: [UInt32]
  /// How far the places of negative values lie behind those of positive ones, which are
  /// zero, the finite bins of the source type, infinity and NaN.
  let signOffset: Int
  /// The plan's inner cuts with the bins and keys around them.
  let cuts: [Cut]

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
    let infinity = Bits(truncatingIfNeeded: Source.format.infinityCode ?? 0)
    let least = HistogramGrid.bin(ofMagnitude: Source.widened(1))
    let end = HistogramGrid.bin(ofMagnitude: Source.widened(infinity - 1)) + 1
    (firstBin, finiteCount) = (least, end - least)
    signOffset = Int(finiteCount) + 3

    func place(_ bin: UInt32) -> UInt32 {
      if bin == HistogramGrid.zero { return 0 }
      return bin < HistogramGrid.infinity
        ? bin - least + 1 : end - least + 1 + (bin - HistogramGrid.infinity)
    }
    var places = [UInt32](repeating: place(HistogramGrid.nan), count: HistogramKeys.count)
    var cuts = innerCuts.map { magnitude in
      let bin = HistogramGrid.bin(ofMagnitude: magnitude)
      let isInRange = (least..<end).contains(bin)
      return Cut(magnitude: magnitude, place: isInRange ? place(bin) : 0, keysBelow: [])
    }
    let cutsByPlace = Dictionary(grouping: cuts.indices.filter { cuts[$0].place != 0 }) {
      cuts[$0].place
    }
    for key in HistogramKeys.positiveKeys {
      let range = HistogramKeys.magnitudes(ofKey: key)
      var own = place(HistogramGrid.nan)
      if range.least <= infinity {
        let (low, high) = (Source.widened(range.least), Source.widened(range.greatest))
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
      places[key] = own
      let isShared = own == HistogramKeys.split || own == 0
      places[HistogramKeys.negative(key)] = isShared ? own : own + UInt32(signOffset)
    }
    self.cuts = cuts
    self.places = places
  }

  /// The key of a value.
  @inline(__always)
  static func key(_ value: Bits) -> UInt32 {
    if areValues { return UInt32(truncatingIfNeeded: value) }
    let floor = UInt32(truncatingIfNeeded: value &>> dropped)
    return value & droppedMask == 0 ? floor &+ UInt32(truncatingIfNeeded: exactOffset) : floor
  }

  /// The keys of the positive values from one magnitude to another.
  static func keys(_ least: Bits, _ greatest: Bits) -> [Range<Int>] {
    if areValues { return [Int(least)..<Int(greatest) + 1] }
    let floors = Int(least &>> dropped)..<Int(greatest &>> dropped) + 1
    return [floors, floors.lowerBound + exactOffset..<floors.upperBound + exactOffset]
  }

  /// Whether a range of ``keys(_:_:)`` is of values that have bits beyond those of the key.
  static func haveLowBits(_ keys: Range<Int>) -> Bool {
    !areValues && keys.lowerBound < exactOffset
  }

  /// The key of a positive key's value with the sign.
  static func negative(_ key: Int) -> Int { key + floorCount / 2 }

  /// The place of a value whose key is split, which is finite and not zero.
  @inline(__always)
  func place(ofMagnitude magnitude: UInt64, isNegative: Bool) -> Int {
    Int(HistogramGrid.bin(ofMagnitude: magnitude) &- firstBin &+ 1)
      &+ (isNegative ? signOffset : 0)
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

  /// The places of the finite magnitudes in a range, without zero.
  func places(_ least: Bits, _ greatest: Bits) -> ClosedRange<Int> {
    let first = place(ofMagnitude: Source.widened(least), isNegative: false)
    return first...place(ofMagnitude: Source.widened(greatest), isNegative: false)
  }

  /// Whether values are their own keys, none of which is split.
  @inline(__always)
  static var areValues: Bool { Bits.bitWidth == 16 }
  @inline(__always)
  private static var dropped: Bits { Bits(truncatingIfNeeded: trailing - 7) }
  @inline(__always)
  private static var droppedMask: Bits { (1 &<< dropped) &- 1 }
  @inline(__always)
  private static var trailing: Int { Bits.bitWidth == 64 ? 52 : 23 }
  /// The number of keys without the last bit, of both signs.
  @inline(__always)
  private static var floorCount: Int { areValues ? 1 << 16 : 1 << (Bits.bitWidth - trailing + 7) }

  /// How far behind the others the keys of values with no later bit stand.
  ///
  /// A power of two would make one double shift of the key's arithmetic, which takes
  /// several cycles on many processors.
  @inline(__always)
  private static var exactOffset: Int { floorCount &+ 8 }

  private static var positiveKeys: [Int] {
    let positive = 0..<floorCount / 2
    return areValues ? Array(positive) : positive.flatMap { [$0 + exactOffset, $0] }
  }

  private static func magnitudes(ofKey key: Int) -> (least: Bits, greatest: Bits) {
    if areValues { return (Bits(key), Bits(key)) }
    let isExactValue = key >= exactOffset
    let floor = Bits(isExactValue ? key - exactOffset : key) << dropped
    return isExactValue ? (floor, floor) : (floor | 1, floor | droppedMask)
  }
}
