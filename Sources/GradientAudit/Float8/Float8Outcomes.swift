internal import FloatEmulation
internal import TensorFiles

/// The outcomes of a cell among the codes of an 8-bit type: a table of them all.
struct Float8Outcomes: ValueOutcomes {
  let format: FloatFormat
  private let values: [Double]
  private let outcomes: [Outcome]
  /// The place of each code's outcome among those by magnitude.
  private let places: [UInt8]

  init(_ type: Float8Type, positive: OutcomeThresholds, negative: OutcomeThresholds) {
    let values = type.values
    let outcomes = values.map { value in
      (value.sign == .minus ? negative : positive).outcome(
        ofMagnitude: value.magnitude.bitPattern)
    }
    format = type.format
    self.values = values
    self.outcomes = outcomes
    places = outcomes.map { UInt8(Outcome.byMagnitude.firstIndex(of: $0) ?? 0) }
  }

  func value(_ bits: UInt8) -> Double { values[Int(bits)] }

  /// The bit pattern of the magnitude in binary64, in which NaNs come last.
  func rank(_ bits: UInt8) -> UInt64 { values[Int(bits)].magnitude.bitPattern }

  func outcome(of bits: UInt8) -> Outcome { outcomes[Int(bits)] }

  func counts(of block: Span<UInt8>) -> OutcomeCounts {
    let places = places.span
    var sums = [UInt64](repeating: 0, count: Outcome.byMagnitude.count)
    for index in 0..<block.count { sums[Int(places[Int(block[index])])] += 1 }
    var counts = OutcomeCounts()
    for (outcome, sum) in zip(Outcome.byMagnitude, sums) { counts[outcome] = sum }
    return counts
  }

  /// The flag of each code.
  func marks(of chosen: Set<Outcome>) -> [UInt8] { outcomes.map { chosen.contains($0) ? 1 : 0 } }

  func mark(_ block: Span<UInt8>, with marks: [UInt8], _ flags: inout [UInt8]) {
    precondition(flags.count >= block.count, "there are too few flags")
    let marks = marks.span
    var target = flags.mutableSpan
    for index in 0..<block.count { target[index] = marks[Int(block[index])] }
  }
}

extension OutcomeThresholds {
  /// The outcome of a magnitude, given as a bit pattern of binary64.
  fileprivate func outcome(ofMagnitude bits: UInt64) -> Outcome {
    if bits > OutcomeThresholds.infinityBits { return .nan }
    if bits == OutcomeThresholds.infinityBits { return .infinite }
    if bits == 0 { return .zero }
    if bits < nonzero { return .underflow }
    if bits < normal { return .subnormal }
    return bits < overflow ? .normal : .overflow
  }
}
