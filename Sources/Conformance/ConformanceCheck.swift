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
      format: projection.format.name, direction: projection.direction.rawValue,
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
    let values = range.map(inputs.value)
    let witnesses = makeWitnesses()
    let results = witnesses.map { Value.rounded(values, by: $0) }
    var tally = Tally()
    tally.inputs = UInt64(values.count)
    for left in witnesses.indices {
      for right in witnesses.indices.dropFirst(left + 1) {
        let comparesPayload = witnesses[left].keepsNaNPayload && witnesses[right].keepsNaNPayload
        for index in values.indices {
          let (a, b) = (results[left][index], results[right][index])
          if a.bits == b.bits || (a.isNaN && b.isNaN && !comparesPayload) { continue }
          tally.mismatches += 1
          guard tally.examples.count < 20 else { continue }
          tally.examples.append(
            "0x\(String(values[index].bits, radix: 16)): "
              + "\(witnesses[left].name) \(a), \(witnesses[right].name) \(b)")
        }
      }
    }
    return tally
  }
}

private let pieceSize: UInt64 = 1 << 20

/// A source type that witnesses accept: binary32 or binary64.
public protocol WitnessValue: BinaryFloatingPoint & BitwiseCopyable & Sendable {
  /// The format of the type.
  static var sourceFormat: FloatFormat { get }
  /// The value's bit pattern.
  var bits: UInt64 { get }
  /// What a witness makes of some values.
  static func rounded(_ values: [Self], by witness: any Witness) -> [Self]
}

extension Float: WitnessValue {
  /// binary32.
  public static var sourceFormat: FloatFormat { .binary32 }
  /// The value's bit pattern.
  public var bits: UInt64 { UInt64(bitPattern) }
  /// What a witness makes of some values.
  public static func rounded(_ values: [Float], by witness: any Witness) -> [Float] {
    var results = values
    var target = results.mutableSpan
    witness.round(values.span, into: &target)
    return results
  }
}

extension Double: WitnessValue {
  /// binary64.
  public static var sourceFormat: FloatFormat { .binary64 }
  /// The value's bit pattern.
  public var bits: UInt64 { bitPattern }
  /// What a witness makes of some values.
  public static func rounded(_ values: [Double], by witness: any Witness) -> [Double] {
    var results = values
    var target = results.mutableSpan
    witness.round(values.span, into: &target)
    return results
  }
}
