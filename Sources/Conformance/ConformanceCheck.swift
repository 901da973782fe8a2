internal import Dispatch
public import FloatEmulation
internal import Synchronization

/// Compares witnesses of one projection over a space of inputs, pair by pair.
public struct ConformanceCheck<Value: WitnessValue>: Sendable {
  private let projection: Projection
  private let inputs: InputSpace<Value>
  private let makeWitnesses: @Sendable () -> [any Witness]

  /// Creates a check.
  ///
  /// - Parameters:
  ///   - projection: What the witnesses carry out.
  ///   - inputs: What they are asked.
  ///   - witnesses: Makes the witnesses, once for each piece of work: some keep
  ///     state that threads cannot share.
  public init(
    _ projection: Projection, on inputs: InputSpace<Value>,
    witnesses: @escaping @Sendable () -> [any Witness]
  ) {
    self.projection = projection
    self.inputs = inputs
    self.makeWitnesses = witnesses
  }

  /// Runs the check on all processors.
  ///
  /// - Parameter progress: Called now and then with the share that is done, from
  ///   any thread.
  public func run(progress: @escaping @Sendable (Double) -> Void = { _ in }) -> ConformanceResult {
    let clock = ContinuousClock()
    let start = clock.now
    let pieceCount = Int((inputs.count + pieceSize - 1) / pieceSize)
    let total = Mutex(Tally())
    DispatchQueue.concurrentPerform(iterations: pieceCount) { piece in
      let first = UInt64(piece) * pieceSize
      let tally = check(first..<min(first + pieceSize, inputs.count))
      let done = total.withLock { total in
        total.merge(tally)
        return Double(total.inputs) / Double(inputs.count)
      }
      progress(done)
    }
    let tally = total.withLock { $0 }
    return ConformanceResult(
      format: projection.format.name, direction: projection.direction.name,
      source: Value.sourceFormat.name, inputs: inputs.description, inputCount: tally.inputs,
      witnesses: makeWitnesses().map(\.name), mismatchCount: tally.mismatches,
      examples: tally.examples.sorted(), seconds: (clock.now - start) / .seconds(1))
  }

  /// What one piece, or all so far, has shown.
  private struct Tally: Sendable {
    var inputs: UInt64 = 0
    var mismatches: UInt64 = 0
    var examples: [String] = []

    mutating func merge(_ other: Tally) {
      inputs += other.inputs
      mismatches += other.mismatches
      examples = Array((examples + other.examples).sorted().prefix(20))
    }
  }

  private func check(_ range: Range<UInt64>) -> Tally {
    let values = Value.values(of: inputs, in: range)
    let witnesses = makeWitnesses()
    let results = witnesses.map { Value.bitsRounded(values, by: $0) }
    var tally = Tally()
    tally.inputs = UInt64(values.count)
    for left in witnesses.indices {
      for right in witnesses.indices.dropFirst(left + 1) {
        let comparesPayload = witnesses[left].keepsNaNPayload && witnesses[right].keepsNaNPayload
        let different = differences(
          results[left], results[right], infinity: Value.infinity.bits,
          comparesPayload: comparesPayload)
        tally.mismatches += UInt64(different.count)
        for index in different.prefix(20) {
          tally.examples.append(
            "\(hex(values[index].bits)): \(witnesses[left].name) \(hex(results[left][index])), "
              + "\(witnesses[right].name) \(hex(results[right][index]))")
        }
      }
    }
    return tally
  }
}

private let pieceSize: UInt64 = 1 << 20

private func hex(_ bits: UInt64) -> String { "0x" + String(bits, radix: 16) }

/// Where two results differ; one NaN is as good as another unless payloads count.
private func differences(
  _ left: [UInt64], _ right: [UInt64], infinity: UInt64, comparesPayload: Bool
) -> [Int] {
  guard left != right else { return [] }
  let magnitudeMask = infinity << 1 > infinity ? infinity | (infinity - 1) : infinity
  return left.indices.filter { index in
    let (a, b) = (left[index], right[index])
    let areNaN = a & magnitudeMask > infinity && b & magnitudeMask > infinity
    return a != b && (comparesPayload || !areNaN)
  }
}
