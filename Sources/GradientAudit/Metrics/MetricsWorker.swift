internal import FloatEmulation
internal import TensorFiles

/// What one thread needs to measure the values of tensors.
final class MetricsWorker {
  private let cells: [(products: CellProducts, errors: ErrorBlock)]
  private let buffer = ChunkBuffer()
  private var values = [Double](repeating: 0, count: ErrorBlock.size)
  private var products = [Double](repeating: 0, count: ErrorBlock.size)
  private var results = [Double](repeating: 0, count: ErrorBlock.size)
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
      add(chunk, of: tensor.elementType, count: chunk.byteCount / tensor.elementWidth)
    }
    return (sums.map(ErrorMetrics.init), UInt64(elements.count * tensor.elementWidth))
  }

  /// Measures values a block at a time; the last is filled up with zeros.
  private func add(_ chunk: RawSpan, of type: ElementType, count: Int) {
    for start in stride(from: 0, to: count, by: ErrorBlock.size) {
      let end = min(start + ErrorBlock.size, count)
      SourceValues.decode(chunk, start..<end, of: type, into: &values)
      for index in end - start..<ErrorBlock.size { values[index] = 0 }
      if divisor != 1 { for index in 0..<end - start { values[index] /= divisor } }
      addBlock(finiteNonzeroCount: MetricsWorker.finiteNonzeroCount(values.span))
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
}
