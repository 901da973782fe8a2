internal import TensorFiles

/// Reads tensors and yields the values that meet certain outcomes, with their places.
///
/// Each tensor is read once, by all threads, but one in Fortran order of which all values
/// or a mask are wanted: its values come in another order than that of the file, and it is
/// read as often as it takes to hold a few million of them at a time. Memory does not grow
/// with the size of a tensor.
public final class Tracer: TensorReader {
  /// What is looked for.
  public let query: TraceQuery
  private var cells: [LossScale?: (CellOutcomes, CellRounder)] = [:]
  private let workers: OrderedWorkers<TraceWorker>

  /// Creates a tracer.
  ///
  /// - Parameters:
  ///   - query: What to look for.
  ///   - threadCount: How many threads read; at least 1. What is found does not depend on
  ///     it.
  ///   - progress: Called with the bytes read since the last call, by any thread, never by
  ///     two at once.
  public init(
    _ query: TraceQuery, threadCount: Int = Auditor.processorCount,
    progress: @escaping (UInt64) -> Void = { _ in }
  ) {
    self.query = query
    workers = OrderedWorkers(threadCount: threadCount) { TraceWorker() }
    super.init(progress: progress)
  }

  /// Traces one tensor.
  ///
  /// - Parameters:
  ///   - tensor: Of a `RecordingIndex`.
  ///   - takeMask: Gets a byte for each value, in C order, 1 where its outcome is a chosen
  ///     one, else 0; nil if no mask is wanted.
  ///   - make: Turns listed values into what is taken; called by any thread, by several
  ///     at once.
  ///   - take: Gets what was made, in the order of the selection; called by any thread,
  ///     never by two at once. What it throws ends the trace.
  /// - Returns: nil if the file cannot be read to the end of the tensor, which is among the
  ///   problems; what was taken until then is right.
  public func trace<Part: Sendable>(
    _ tensor: RecordedTensor, takeMask: (([UInt8]) throws -> Void)? = nil,
    make: @Sendable ([TracedValue]) -> Part, take: (Part) throws -> Void
  ) throws -> TracedTensor? {
    guard let file = recording.file(of: tensor) else { return nil }
    let run = TensorRun(tensor, file, self)
    do {
      var listedCount = 0
      if query.selection != .all {
        let values = try run.select(run.order.isFlat ? takeMask : nil)
        listedCount = values.count
        if !values.isEmpty { try take(make(values)) }
      } else if run.order.isFlat {
        try run.listAll(make, take: take, takeMask) { listedCount += $0 }
      } else {
        try run.listByRanges(make, take: take) { listedCount += $0 }
      }
      if let takeMask, !run.order.isFlat { try run.maskByRanges(takeMask) }
      return run.traced(listedCount)
    } catch let error as TensorFileError {
      recording.abandon(tensor, error)
      return nil
    }
  }

  /// Traces tensors one after the other.
  ///
  /// - Parameter body: Called with listed values of a tensor, in order, once or several
  ///   times for one tensor.
  /// - Returns: What was found in each tensor that could be read; `problems` names the
  ///   others.
  public func trace(
    _ tensors: [RecordedTensor], _ body: (RecordedTensor, [TracedValue]) throws -> Void
  ) throws -> [TracedTensor] {
    defer { finish() }
    return try tensors.compactMap { tensor in
      try trace(tensor, make: { $0 }, take: { try body(tensor, $0) })
    }
  }
}

extension Tracer {
  /// Reads a tensor, in the order of its file.
  ///
  /// - Parameter take: Gets what was made of each chunk, in turn.
  func read<Product: Sendable>(
    _ pass: TensorPass, make: (TensorPass.Product) -> Product, take: (Product) throws -> Void
  ) throws {
    for worker in workers.workers { worker.begin(pass) }
    try workers.forEachThrowing(pass.tensor.chunkCount) { index, worker in
      let product = try worker.scan(pass.tensor.chunk(index), pass)
      return (made: make(product), byteCount: product.byteCount)
    } take: { product in
      tell(pass.counts ? product.byteCount : 0)
      try take(product.made)
    }
  }

  /// Makes all of values that are in order, a few at a time, and hands it on in turn.
  func list<Part: Sendable>(
    _ candidates: [ValueSelector.Candidate], of tensor: RecordedTensor,
    _ make: @Sendable ([TracedValue]) -> Part, take: (Part) throws -> Void
  ) throws {
    let starts = Array(stride(from: 0, to: candidates.count, by: Tracer.batchSize))
    let cell = cell(for: tensor)
    let type = tensor.stored.elementType
    try workers.forEachThrowing(starts.count) { index, _ in
      let batch = candidates[starts[index]...].prefix(Tracer.batchSize)
      return make(Tracer.traced(batch, of: type, cell))
    } take: {
      try take($0)
    }
  }

  /// How many values are made at a time: a megabyte of text.
  private static let batchSize = 1 << 12

  /// The workers after a pass.
  var passWorkers: [TraceWorker] { workers.workers }

  /// A reading of a tensor.
  func pass(
    _ tensor: RecordedTensor, _ file: TensorFile, _ task: TensorPass.Task, wantsMask: Bool,
    counts: Bool
  ) -> TensorPass {
    let (outcomes, rounder) = cell(for: tensor)
    return TensorPass(
      file: file, tensor: tensor.stored, order: tensor.order, query: query,
      cellOutcomes: outcomes, rounder: rounder, task: task, wantsMask: wantsMask, counts: counts)
  }

  /// What the cell does to the values of a tensor, whose recorded scale is undone.
  private func cell(for tensor: RecordedTensor) -> (CellOutcomes, CellRounder) {
    if let known = cells[tensor.recordedScale] { return known }
    let cell = query.cell.recorded(at: tensor.recordedScale)
    let made = (CellOutcomes(cell, query.arithmetic), CellRounder(cell, query.arithmetic))
    cells[tensor.recordedScale] = made
    return made
  }

  /// Values that a selection has kept of a tensor, rounded.
  func traced(
    _ candidates: some Sequence<ValueSelector.Candidate>, of tensor: RecordedTensor
  ) -> [TracedValue] {
    Tracer.traced(candidates, of: tensor.stored.elementType, cell(for: tensor))
  }

  private static func traced(
    _ candidates: some Sequence<ValueSelector.Candidate>, of type: ElementType,
    _ cell: (outcomes: CellOutcomes, rounder: CellRounder)
  ) -> [TracedValue] {
    candidates.map { cell.outcomes.traced($0.bits, of: type, at: $0.flatIndex, cell.rounder) }
  }
}
