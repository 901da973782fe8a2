internal import Dispatch
public import FloatEmulation
internal import Synchronization

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Compares witnesses of one projection over a space of inputs: each with the
/// first, bit by bit, which compares all of them where there is no mismatch.
public struct ConformanceCheck<Value: WitnessValue>: Sendable {
  private let projection: Projection
  private let inputs: InputSpace<Value>
  private let makeWitnesses: @Sendable () -> [any Witness]

  /// Creates a check.
  ///
  /// - Parameters:
  ///   - projection: What the witnesses carry out.
  ///   - inputs: What they are asked.
  ///   - witnesses: Makes the witnesses, once for each thread: some keep state that
  ///     threads cannot share.
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
    result(tally(of: 0..<inputs.count, progress: progress))
  }

  /// Runs a part of the check on all processors.
  public func tally(
    of range: Range<UInt64>, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) -> ConformanceTally {
    let clock = ContinuousClock()
    let start = clock.now
    let next = Mutex(range.lowerBound)
    let total = Mutex(ConformanceTally())
    DispatchQueue.concurrentPerform(iterations: ProcessInfo.processInfo.activeProcessorCount) { _ in
      var worker = CheckWorker(inputs, makeWitnesses())
      while let piece = next.withLock({ takePiece(of: range, from: &$0) }) {
        worker.check(piece)
        progress(Double(piece.upperBound - range.lowerBound) / Double(range.count))
      }
      let finished = worker.finished
      total.withLock { $0.merge(finished) }
    }
    var tally = total.withLock { $0 }
    tally.seconds = (clock.now - start) / .seconds(1)
    return tally
  }

  /// The result of all parts together.
  public func result(_ tally: ConformanceTally) -> ConformanceResult {
    ConformanceResult(
      format: projection.format.name, direction: projection.direction.name,
      source: Value.sourceFormat.name, inputs: inputs.description,
      witnesses: makeWitnesses().map(\.name), tally)
  }
}

/// The next piece of a range, if any is left.
private func takePiece(of range: Range<UInt64>, from next: inout UInt64) -> Range<UInt64>? {
  guard next < range.upperBound else { return nil }
  let piece = next..<min(next + (1 << 18), range.upperBound)
  next = piece.upperBound
  return piece
}
