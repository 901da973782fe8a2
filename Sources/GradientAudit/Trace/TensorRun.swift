internal import FloatEmulation
internal import TensorFiles

/// The passes over one tensor that its trace takes.
final class TensorRun {
  let order: IndexOrder
  private let tensor: RecordedTensor
  private let file: TensorFile
  private let tracer: Tracer
  private var counts = OutcomeCounts()
  private var slices: SliceCounts?

  /// How many values are held to be sorted, at most: 24 bytes each, and half as much for
  /// sorting them.
  private static let valueLimit = 1 << 20
  /// How many bytes of a mask are held.
  private static let maskLimit = 1 << 24

  init(_ tensor: RecordedTensor, _ file: TensorFile, _ tracer: Tracer) {
    order = tensor.order
    self.tensor = tensor
    self.file = file
    self.tracer = tracer
  }

  /// The result.
  func traced(_ listedCount: Int) -> TracedTensor {
    TracedTensor(tensor: tensor, counts: counts, listedCount: listedCount, slices: slices)
  }

  /// Lists all values in the order of the file, which is C order.
  func listAll<Part: Sendable>(
    _ make: @Sendable ([TracedValue]) -> Part, take: (Part) throws -> Void,
    _ takeMask: (([UInt8]) throws -> Void)?, _ count: (Int) -> Void
  ) throws {
    try read(.list, wantsMask: takeMask != nil, counts: true) { product in
      (product, product.values.isEmpty ? nil : make(product.values))
    } take: { product, part in
      counts.add(product.counts)
      try takeMask?(product.mask)
      count(product.values.count)
      if let part { try take(part) }
    }
  }

  /// The values of a bounded selection.
  func select(_ takeMask: (([UInt8]) throws -> Void)?) throws -> [TracedValue] {
    try read(.select, wantsMask: takeMask != nil, counts: true) {
      $0
    } take: { product in
      counts.add(product.counts)
      try takeMask?(product.mask)
    }
    var selector = ValueSelector(tracer.query.selection)
    for worker in tracer.passWorkers { selector.merge(worker.selector) }
    return tracer.traced(selector.candidates, of: tensor)
  }

  /// Lists all values in C order where the file has another.
  ///
  /// A first pass counts them by ranges of places; each further one collects those of as
  /// many ranges as memory is granted for, and sorts them.
  func listByRanges<Part: Sendable>(
    _ make: @Sendable ([TracedValue]) -> Part, take: (Part) throws -> Void, _ count: (Int) -> Void
  ) throws {
    let elementCount = tensor.stored.elementCount
    let length = max(1, min(TensorRun.valueLimit, elementCount / 4096))
    try read(.countRanges(length: length), wantsMask: false, counts: true) {
      $0
    } take: {
      counts.add($0.counts)
    }
    var found: [ValueSelector.Candidate] = []
    for range in ranges(of: length, elementCount) {
      found.removeAll(keepingCapacity: true)
      found.reserveCapacity(range.valueCount)
      try read(.listRange(range.places), wantsMask: false, counts: false) {
        $0
      } take: {
        found += $0.candidates
      }
      found.sort { $0.flatIndex < $1.flatIndex }
      count(found.count)
      try tracer.list(found, of: tensor, make, take: take)
    }
  }

  /// Places in C order, and how many values with a chosen outcome are there.
  private typealias ValueRange = (places: Range<Int>, valueCount: Int)

  /// Ranges of places that hold values, each at most as many as memory is granted for.
  private func ranges(of length: Int, _ elementCount: Int) -> [ValueRange] {
    var sums: [Int] = []
    for worker in tracer.passWorkers where !worker.rangeCounts.isEmpty {
      sums = sums.isEmpty ? worker.rangeCounts : zip(sums, worker.rangeCounts).map(+)
    }
    var (ranges, start, held): ([ValueRange], Int, Int) = ([], 0, 0)
    for (index, count) in sums.enumerated() {
      if held + count > TensorRun.valueLimit {
        ranges.append((start..<index * length, held))
        (start, held) = (index * length, 0)
      }
      held += count
    }
    return held > 0 ? ranges + [(start..<elementCount, held)] : ranges
  }

  /// The mask in C order where the file has another, a part after the other.
  func maskByRanges(_ takeMask: ([UInt8]) throws -> Void) throws {
    let elementCount = tensor.stored.elementCount
    for start in stride(from: 0, to: elementCount, by: TensorRun.maskLimit) {
      let range = start..<min(start + TensorRun.maskLimit, elementCount)
      var mask = [UInt8](repeating: 0, count: range.count)
      try read(.markRange(range), wantsMask: false, counts: false) {
        $0
      } take: { product in
        for place in product.places { mask[place - start] = 1 }
      }
      try takeMask(mask)
    }
  }

  private func read<Product: Sendable>(
    _ task: TensorPass.Task, wantsMask: Bool, counts: Bool,
    make: (TensorPass.Product) -> Product, take: (Product) throws -> Void
  ) throws {
    let pass = tracer.pass(tensor, file, task, wantsMask: wantsMask, counts: counts)
    try tracer.read(pass, make: make, take: take)
    guard counts && tracer.query.countsSlices else { return }
    var slices = SliceCounts(shape: tensor.stored.shape)
    for worker in tracer.passWorkers { slices.merge(worker.slices) }
    self.slices = slices
  }
}
