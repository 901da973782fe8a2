internal import FloatEmulation

/// Where the outcomes of a cell change among the bit patterns of one source type.
///
/// Thresholds are compared as integers, so that whole blocks are classified in vectors
/// and without a branch.
struct SourceOutcomes<Source: HistogramSource>: ValueOutcomes {
  typealias Bits = Source.Bits

  var format: FloatFormat { Source.format }

  /// The values of one sign, or of both where the sign does not matter.
  ///
  /// The *key* of a bit pattern is its magnitude if it is on the side, and at least the
  /// sign bit if it is not.
  struct Side: Sendable {
    fileprivate let mask: Bits
    fileprivate let flip: Bits
    /// The least key of each outcome by magnitude, and the end of the last.
    fileprivate let starts: [Bits]

    @inline(__always)
    fileprivate func key(_ bits: Bits) -> Bits { (bits & mask) ^ flip }
  }

  private let sides: [Side]

  init(positive: OutcomeThresholds, negative: OutcomeThresholds) {
    let starts = (SourceOutcomes.starts(positive), SourceOutcomes.starts(negative))
    sides =
      starts.0 == starts.1
      ? [Side(mask: Bits.max / 2, flip: 0, starts: starts.0)]
      : [
        Side(mask: .max, flip: 0, starts: starts.0),
        Side(mask: .max, flip: SourceOutcomes.signBit, starts: starts.1),
      ]
  }

  private static var signBit: Bits { Bits.max / 2 + 1 }

  private static func starts(_ thresholds: OutcomeThresholds) -> [Bits] {
    let infinity = Source.infinity
    return [0, 1] + [thresholds.nonzero, thresholds.normal, thresholds.overflow].map(least)
      + [infinity, infinity + 1, signBit]
  }

  /// The least magnitude of the source type that is not below one of binary64, by
  /// bisection.
  private static func least(_ threshold: UInt64) -> Bits {
    var low: Bits = 0  // below the threshold, as zero is
    var high = Source.infinity
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if Source.widened(middle) >= threshold { high = middle } else { low = middle }
    }
    return high
  }

  @inline(__always)
  func value(_ bits: Bits) -> Double { Source.value(bits) }

  /// The magnitude's bit pattern.
  @inline(__always)
  func rank(_ bits: Bits) -> UInt64 { UInt64(bits & (Bits.max / 2)) }

  func outcome(of bits: Bits) -> Outcome {
    let side = sides.count == 2 && bits >= SourceOutcomes.signBit ? sides[1] : sides[0]
    let key = side.key(bits)
    // At most the sixth: the end of NaNs is beyond every key of the side.
    return Outcome.byMagnitude[(1...6).reduce(0) { $0 + (key >= side.starts[$1] ? 1 : 0) }]
  }
}

extension SourceOutcomes {
  /// The bit patterns whose keys lie in a range.
  struct Interval: Sendable {
    fileprivate let side: Side
    fileprivate let start: Bits
    fileprivate let count: Bits
  }

  /// The intervals that hold the values with one of the outcomes, as few as possible.
  func marks(of outcomes: Set<Outcome>) -> [Interval] {
    sides.flatMap { side in
      var intervals: [Interval] = []
      var start: Bits?
      for (index, outcome) in Outcome.byMagnitude.enumerated() {
        let isLast = index == Outcome.byMagnitude.count - 1
        if outcomes.contains(outcome) { start = start ?? side.starts[index] }
        let end = outcomes.contains(outcome) ? side.starts[index + 1] : side.starts[index]
        guard let first = start, !outcomes.contains(outcome) || isLast else { continue }
        if end > first { intervals.append(Interval(side: side, start: first, count: end - first)) }
        start = nil
      }
      return intervals
    }
  }

  /// The number of values that a block may hold.
  static var blockLimit: Int { 2048 }

  func counts(of block: Span<Bits>) -> OutcomeCounts {
    var counts = OutcomeCounts()
    for side in sides {
      let reached = SourceOutcomes.reached(block, side)
      for (index, outcome) in Outcome.byMagnitude.enumerated() {
        counts[outcome] += UInt64(reached[index] - reached[index + 1])
      }
    }
    return counts
  }

  /// How many keys reach the start of each outcome, and the end of the last.
  ///
  /// Counts those below, whose difference to the start has its top bit set: comparisons
  /// would become branches.
  ///
  /// - Precondition: The block has at most `blockLimit` values, which the narrowest
  ///   counters can count.
  @inline(never)
  private static func reached(_ block: Span<Bits>, _ side: Side) -> [Bits] {
    let (mask, flip) = (side.mask, side.flip)
    let starts = side.starts
    let (start1, start2, start3, start4) = (starts[1], starts[2], starts[3], starts[4])
    let (start5, start6, start7) = (starts[5], starts[6], starts[7])
    var (below1, below2, below3, below4): (Bits, Bits, Bits, Bits) = (0, 0, 0, 0)
    var (below5, below6, below7): (Bits, Bits, Bits) = (0, 0, 0)
    let (top, end) = (Bits(Bits.bitWidth - 1), signBit)
    for position in 0..<block.count {
      // Below the count; a check would keep the loop from being vectorised. Neither a key
      // nor a start is above the sign bit, and no start is zero.
      let key = unsafe min((block[unchecked: position] & mask) ^ flip, end)
      below1 &+= (key &- start1) &>> top
      below2 &+= (key &- start2) &>> top
      below3 &+= (key &- start3) &>> top
      below4 &+= (key &- start4) &>> top
      below5 &+= (key &- start5) &>> top
      below6 &+= (key &- start6) &>> top
      below7 &+= (key &- start7) &>> top
    }
    let below = [0, below1, below2, below3, below4, below5, below6, below7]
    return below.map { Bits(block.count) - $0 }
  }

  func mark(_ block: Span<Bits>, with intervals: [Interval], _ flags: inout [UInt8]) {
    precondition(flags.count >= block.count, "there are too few flags")
    var target = flags.mutableSpan
    // Below both counts.
    for position in 0..<block.count { unsafe target[unchecked: position] = 0 }
    for interval in intervals { SourceOutcomes.mark(block, interval, &target) }
  }

  @inline(never)
  private static func mark(
    _ block: Span<Bits>, _ interval: Interval, _ flags: inout MutableSpan<UInt8>
  ) {
    let (mask, flip) = (interval.side.mask, interval.side.flip)
    let (start, count) = (interval.start, interval.count)
    for position in 0..<block.count {
      // Below both counts; a key below the start wraps to the top.
      let key = unsafe (block[unchecked: position] & mask) ^ flip
      unsafe flags[unchecked: position] |= key &- start < count ? 1 : 0
    }
  }
}
