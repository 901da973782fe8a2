public import FloatEmulation

/// One check of a plan: a projection, its inputs, and whether the oracle is asked.
public struct PlannedCheck: Sendable {
  /// Makes the witnesses of a projection, with the oracle or without.
  public typealias MakeWitnesses = @Sendable (_ usesOracle: Bool) -> [any Witness]

  /// The inputs, of one type or the other.
  enum Inputs: Sendable {
    case binary32(InputSpace<Float>)
    case binary64(InputSpace<Double>)
  }

  /// What the witnesses carry out.
  public let projection: Projection
  /// Whether the oracle is one of them.
  public let usesOracle: Bool
  let inputs: Inputs

  /// How many inputs there are.
  public var inputCount: UInt64 {
    switch inputs {
    case .binary32(let space): space.count
    case .binary64(let space): space.count
    }
  }

  /// What tells this check from every other.
  public var key: String {
    let text =
      switch inputs {
      case .binary32(let space): "fp32, \(space.description)"
      case .binary64(let space): "fp64, \(space.description)"
      }
    return "\(projection.format) \(projection.direction)\(usesOracle ? " oracle" : ""): \(text)"
  }

  /// The blocks of inputs after which an interrupted run goes on.
  public var blocks: [Range<UInt64>] {
    stride(from: 0, to: inputCount, by: 1 << 28).map { $0..<min($0 + 1 << 28, inputCount) }
  }

  /// What an input costs, roughly, in nanoseconds of one processor.
  public var costPerInput: Double { usesOracle ? 45 : 15 }

  /// Checks a block on all processors.
  ///
  /// - Parameter progress: Called with the block's share that is done, from any
  ///   thread.
  public func tally(
    of block: Range<UInt64>, witnesses: @escaping MakeWitnesses,
    progress: @escaping @Sendable (Double) -> Void
  ) -> ConformanceTally {
    switch inputs {
    case .binary32(let space): check(space, witnesses).tally(of: block, progress: progress)
    case .binary64(let space): check(space, witnesses).tally(of: block, progress: progress)
    }
  }

  /// The result of all blocks together.
  public func result(
    _ tally: ConformanceTally, witnesses: @escaping MakeWitnesses
  ) -> ConformanceResult {
    switch inputs {
    case .binary32(let space): check(space, witnesses).result(tally)
    case .binary64(let space): check(space, witnesses).result(tally)
    }
  }

  private func check<Value>(
    _ space: InputSpace<Value>, _ witnesses: @escaping MakeWitnesses
  ) -> ConformanceCheck<Value> {
    ConformanceCheck(projection, on: space) { [usesOracle] in witnesses(usesOracle) }
  }
}
