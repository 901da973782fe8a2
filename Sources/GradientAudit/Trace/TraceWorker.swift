internal import FloatEmulation
internal import TensorFiles

/// What one thread needs to trace the values of tensors.
final class TraceWorker {
  private let buffer = ChunkBuffer()
  private var chosenFlags = [UInt8](repeating: 0, count: blockLimit)
  private var finiteFlags = [UInt8](repeating: 0, count: blockLimit)
  private var positions = [Int](repeating: 0, count: blockLimit)
  private var product = TensorPass.Product()
  /// The selection among the values seen since the last `begin`.
  private(set) var selector = ValueSelector(.all)
  private(set) var slices = SliceCounts(shape: [])
  /// The chosen values since the last `begin`, by range.
  private(set) var rangeCounts: [Int] = []

  private static var blockLimit: Int { SourceOutcomes<Binary32Source>.blockLimit }

  /// Forgets the tensor before.
  func begin(_ pass: TensorPass) {
    selector = ValueSelector(pass.query.selection)
    slices = SliceCounts(shape: pass.query.countsSlices ? pass.tensor.shape : [])
    rangeCounts = []
    if case .countRanges(let length) = pass.task {
      rangeCounts = [Int](repeating: 0, count: (pass.tensor.elementCount - 1) / length + 1)
    }
  }

  /// Reads a chunk.
  func scan(
    _ elements: Range<Int>, _ pass: TensorPass
  ) throws(TensorFileError) -> TensorPass.Product {
    product = TensorPass.Product()
    product.byteCount = UInt64(elements.count * pass.tensor.elementWidth)
    var start = elements.lowerBound
    try pass.file.forEachChunk(of: pass.tensor, elements: elements, using: buffer) { chunk in
      scan(chunk, pass, from: start)
      start += chunk.byteCount / pass.tensor.elementWidth
    }
    return product
  }

  private func scan(_ chunk: RawSpan, _ pass: TensorPass, from start: Int) {
    let outcomes = pass.cellOutcomes
    switch pass.tensor.elementType {
    case .float64:
      chunk.withElements(of: UInt64.self) { scan($0, outcomes.fp64, pass, from: start) }
    case .float32:
      chunk.withElements(of: UInt32.self) { scan($0, outcomes.fp32, pass, from: start) }
    case .float16:
      chunk.withElements(of: UInt16.self) { scan($0, outcomes.fp16, pass, from: start) }
    case .bfloat16:
      chunk.withElements(of: UInt16.self) { scan($0, outcomes.bf16, pass, from: start) }
    case .float8(let type):
      chunk.withElements(of: UInt8.self) { scan($0, outcomes.float8(type), pass, from: start) }
    case .unaudited: break
    }
  }

  private func scan<Outcomes: ValueOutcomes>(
    _ values: Span<Outcomes.Bits>, _ outcomes: Outcomes, _ pass: TensorPass, from start: Int
  ) {
    let chosen = outcomes.marks(of: pass.query.outcomes)
    let finite = outcomes.marks(of: Outcome.finiteNonzero)
    let countsSlices = pass.query.countsSlices && pass.counts
    var first = 0
    while first < values.count {
      let block = values.extracting(first..<min(first + TraceWorker.blockLimit, values.count))
      let counts = outcomes.counts(of: block)
      if pass.counts { product.counts.add(counts) }
      let holdsChosen = pass.query.outcomes.contains { counts[$0] > 0 }
      if holdsChosen || pass.wantsMask || countsSlices {
        outcomes.mark(block, with: chosen, &chosenFlags)
      }
      if pass.wantsMask { product.mask += chosenFlags[..<block.count] }
      if holdsChosen { collect(block, outcomes, pass, from: start + first) }
      if countsSlices {
        outcomes.mark(block, with: finite, &finiteFlags)
        for index in 0..<block.count { chosenFlags[index] &= finiteFlags[index] }
        slices.add(
          block.count, from: start + first, in: pass.order, finiteFlags: finiteFlags,
          lostFlags: chosenFlags)
      }
      first += block.count
    }
  }

  /// Does with the chosen values of a block what the pass wants.
  private func collect<Outcomes: ValueOutcomes>(
    _ block: Span<Outcomes.Bits>, _ outcomes: Outcomes, _ pass: TensorPass, from start: Int
  ) {
    switch pass.task {
    case .count: break
    case .list:
      for position in chosenPositions(block.count) {
        let flat = pass.order.flatIndex(ofStored: start + position)
        product.values.append(pass.rounder.traced(block[position], outcomes, at: flat))
      }
    case .select:
      if pass.order.isFlat && selector.isClosed(from: start) { return }
      for position in chosenPositions(block.count) {
        let bits = block[position]
        selector.offer(
          bits: UInt64(bits), magnitude: outcomes.rank(bits),
          at: pass.order.flatIndex(ofStored: start + position))
      }
    case .countRanges(let length):
      for position in chosenPositions(block.count) {
        rangeCounts[pass.order.flatIndex(ofStored: start + position) / length] += 1
      }
    case .listRange(let range):
      for position in chosenPositions(block.count) {
        let flat = pass.order.flatIndex(ofStored: start + position)
        guard range.contains(flat) else { continue }
        product.candidates.append(
          ValueSelector.Candidate(rank: 0, flatIndex: flat, bits: UInt64(block[position])))
      }
    case .markRange(let range):
      for position in chosenPositions(block.count) {
        let flat = pass.order.flatIndex(ofStored: start + position)
        if range.contains(flat) { product.places.append(flat) }
      }
    }
  }

  private func chosenPositions(_ count: Int) -> ArraySlice<Int> {
    positions[..<TraceWorker.find(count, chosenFlags, &positions)]
  }

  /// The positions of flags that are set, found without a branch on single ones.
  ///
  /// - Returns: How many there are.
  private static func find(_ count: Int, _ flags: [UInt8], _ positions: inout [Int]) -> Int {
    precondition(count <= flags.count && count <= positions.count, "the block is too long")
    let source = flags.span
    var target = positions.mutableSpan
    var found = 0
    var start = 0
    while start < count {
      let end = min(start &+ 32, count)
      // Checked above; there are never more found than seen.
      var isAny: UInt8 = 0
      for position in start..<end { isAny |= unsafe source[unchecked: position] }
      if isAny != 0 {
        for position in start..<end {
          unsafe target[unchecked: found] = position
          found &+= unsafe Int(source[unchecked: position])
        }
      }
      start = end
    }
    return found
  }
}
