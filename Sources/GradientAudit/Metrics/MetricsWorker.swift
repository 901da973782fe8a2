internal import FloatEmulation
internal import TensorFiles

/// What one thread needs to measure the values of tensors.
final class MetricsWorker {
  private let cells: [(products: CellProducts, errors: ErrorBlock)]
  private let buffer = ChunkBuffer()
  private var values = [Double](repeating: 0, count: ErrorBlock.size)
  private var products = [Double](repeating: 0, count: ErrorBlock.size)
  private var results = [Double](repeating: 0, count: ErrorBlock.size)
  private lazy var binary16Values = MetricsWorker.allValues(of: Binary16Source.self)
  private var sums: [ErrorSums] = []
  /// The loss scale that the values hold.
  private var divisor = 1.0

  /// For each cell, what was measured of some elements, and how many bytes were read.
  typealias Product = (metrics: [ErrorMetrics], byteCount: UInt64)

  init(_ query: MetricsQuery) {
    cells = query.cells.map {
      (CellProducts($0, query.arithmetic), ErrorBlock($0.projection.format))
    }
  }

  /// Measures some elements of a tensor.
  ///
  /// A recorded scale is undone: the quotients, or what is nearest to them in binary64, are
  /// the values.
  func metrics(
    of recorded: RecordedTensor, _ elements: Range<Int>, in file: TensorFile
  ) throws(TensorFileError) -> Product {
    let tensor = recorded.stored
    divisor = recorded.recordedScale?.value ?? 1
    sums = [ErrorSums](repeating: ErrorSums(), count: cells.count)
    try file.forEachChunk(of: tensor, elements: elements, using: buffer) { chunk in
      add(chunk, of: tensor.elementType)
    }
    return (sums.map(ErrorMetrics.init), UInt64(elements.count * tensor.elementWidth))
  }

  private func add(_ chunk: RawSpan, of type: ElementType) {
    switch type {
    case .float64:
      chunk.withElements(of: UInt64.self) { add($0) { Double(bitPattern: $0) } }
    case .float32:
      chunk.withElements(of: UInt32.self) { add($0) { Double(Float(bitPattern: $0)) } }
    case .bfloat16:
      chunk.withElements(of: UInt16.self) {
        add($0) { Double(Float(bitPattern: UInt32($0) << 16)) }
      }
    case .float16:
      let table = binary16Values
      chunk.withElements(of: UInt16.self) { add($0) { table[Int($0)] } }
    case .float8(let type):
      let table = type.values
      chunk.withElements(of: UInt8.self) { add($0) { table[Int($0)] } }
    case .unaudited: break
    }
  }

  /// Measures values a block at a time; the last is filled up with zeros.
  @inline(__always)
  private func add<Bits: BitwiseCopyable>(_ elements: Span<Bits>, _ value: (Bits) -> Double) {
    var start = 0
    while start < elements.count {
      let count = min(ErrorBlock.size, elements.count - start)
      var target = values.mutableSpan
      for index in 0..<count { target[index] = value(elements[start + index]) }
      for index in count..<ErrorBlock.size { target[index] = 0 }
      if divisor != 1 { for index in 0..<count { target[index] /= divisor } }
      addBlock(finiteNonzeroCount: MetricsWorker.finiteNonzeroCount(values.span))
      start += count
    }
  }

  private func addBlock(finiteNonzeroCount: UInt64) {
    for (index, cell) in cells.enumerated() {
      cell.products.make(values, &products, &results)
      var block = cell.errors.sums(products.span, results.span)
      block.finiteNonzeroCount = finiteNonzeroCount
      sums[index].merge(block)
    }
  }

  private static func finiteNonzeroCount(_ values: Span<Double>) -> UInt64 {
    var count: UInt64 = 0
    for index in 0..<values.count {
      let magnitude = values[index].magnitude
      count &+= magnitude > 0 && magnitude < .infinity ? 1 : 0
    }
    return count
  }

  private static func allValues<Source: HistogramSource>(of _: Source.Type) -> [Double]
  where Source.Bits == UInt16 {
    (UInt16.min...UInt16.max).map(Source.value)
  }
}
