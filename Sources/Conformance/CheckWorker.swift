/// One thread's work: its witnesses, and buffers small enough for the second cache.
struct CheckWorker<Value: WitnessValue> {
  /// How many values are in work at a time.
  static var blockSize: Int { 4096 }

  private let inputs: InputSpace<Value>
  private let witnesses: [any Witness]
  private var sources: [Value] = []
  private var firstValues: [Value] = []
  private var values: [Value] = []
  private var firstCodes: [Value.Pattern] = []
  private var codes: [Value.Pattern] = []
  private var spent: [UInt64]
  private(set) var tally = ConformanceTally()

  init(_ inputs: InputSpace<Value>, _ witnesses: [any Witness]) {
    self.inputs = inputs
    self.witnesses = witnesses
    spent = witnesses.map { _ in 0 }
  }

  /// Checks some of the inputs.
  mutating func check(_ range: Range<UInt64>) {
    var first = range.lowerBound
    while first < range.upperBound {
      let count = min(UInt64(CheckWorker.blockSize), range.upperBound - first)
      resize(to: Int(count))
      fill(from: first)
      askFirst()
      for index in witnesses.indices.dropFirst() { ask(index) }
      tally.inputCount += count
      first += count
    }
  }

  /// The tally with the time that each witness took.
  var finished: ConformanceTally {
    var tally = tally
    for (witness, spent) in zip(witnesses, spent) {
      tally.nanoseconds[witness.name] = spent
    }
    return tally
  }

  private mutating func resize(to count: Int) {
    guard sources.count != count else { return }
    sources = [Value](repeating: 0, count: count)
    (firstValues, values) = (sources, sources)
    firstCodes = [Value.Pattern](repeating: 0, count: count)
    codes = firstCodes
  }

  private mutating func fill(from first: UInt64) {
    let inputs = inputs
    var target = sources.mutableSpan
    inputs.fill(first, &target)
  }

  private mutating func askFirst() {
    let start = processorTime()
    round(sources, by: witnesses[0], into: &firstValues, codes: &firstCodes)
    spent[0] += processorTime() - start
  }

  private mutating func ask(_ index: Int) {
    let start = processorTime()
    round(sources, by: witnesses[index], into: &values, codes: &codes)
    spent[index] += processorTime() - start
    let comparesCodes = witnesses[index].givesCodes && witnesses[0].givesCodes
    let wrongCodes = comparesCodes ? Value.differences(firstCodes.span, codes.span) : []
    let wrongValues = Value.differences(firstValues.span, values.span)
    guard !wrongCodes.isEmpty || !wrongValues.isEmpty else { return }
    note(wrongCodes, index, firstCodes, codes, "code")
    note(wrongValues, index, firstValues.map(\.bitPattern), values.map(\.bitPattern), "value")
  }

  private mutating func note(
    _ places: [Int], _ index: Int, _ expected: [Value.Pattern], _ found: [Value.Pattern],
    _ kind: String
  ) {
    tally.mismatchCount += UInt64(places.count)
    let examples = places.prefix(20).map {
      "\(hex(sources[$0].bitPattern)): \(witnesses[0].name) \(hex(expected[$0])), "
        + "\(witnesses[index].name) \(hex(found[$0])) (\(kind))"
    }
    tally.examples = Array((tally.examples + examples).sorted().prefix(20))
  }
}

private func round<Value: WitnessValue>(
  _ source: [Value], by witness: any Witness, into values: inout [Value],
  codes: inout [Value.Pattern]
) {
  var valueTarget = values.mutableSpan
  var codeTarget = codes.mutableSpan
  Value.round(source.span, by: witness, into: &valueTarget, codes: &codeTarget)
}

private func hex(_ bits: some BinaryInteger) -> String { "0x" + String(bits, radix: 16) }
