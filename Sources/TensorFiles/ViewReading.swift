/// How a view that is not dense is read: by blocks of its storage.
struct ViewReading {
  /// The bytes of a run of neighbours that is read straight to its place.
  static let longRun = 4096
  /// Elements that are farther apart are not read together.
  private static let gap = 4096

  /// The loops over elements, the fastest first.
  let loops: [StridedLayout.Loop]
  /// The storage from the first element to the last.
  let source: BlockCache.Source

  /// Prepares for a tensor that has elements.
  init(_ tensor: StoredTensor, elementWidth: Int) {
    loops = tensor.layout.loops
    source = BlockCache.Source(
      byteOffset: tensor.byteOffset, span: tensor.layout.span, elementWidth: elementWidth,
      blockSize: Self.blockSize(loops.map { ($0.extent, $0.stride) }, elementWidth))
  }

  /// The size of the blocks to read for nested loops of extents and strides, the fastest
  /// first: a large one where elements that are close fill it.
  static func blockSize(_ loops: [(extent: Int, stride: Int)], _ elementWidth: Int) -> Int {
    var span = 1
    // No product overflows: each is at most the layout's span.
    for loop in loops {
      if (loop.stride - span) * elementWidth > Self.gap { break }
      span += (loop.extent - 1) * loop.stride
    }
    return span * elementWidth >= BlockCache.largeBlock
      ? BlockCache.largeBlock : BlockCache.smallBlock
  }

  /// The most bytes that are read from the file for the whole view.
  ///
  /// A loop that only goes on, or whose steps share what the cache holds, reads no byte
  /// twice; any other may read all of it again at each step.
  var readByteCount: UInt64 {
    let block = UInt64(source.blockSize)
    var (cost, span) = (block, 1)
    for loop in loops {
      let isOnce =
        loop.stride >= span
        || (span + loop.stride) * source.elementWidth + 2 * source.blockSize <= BlockCache.byteCount
      span += (loop.extent - 1) * loop.stride
      let (product, overflow) = cost.multipliedReportingOverflow(by: UInt64(loop.extent))
      let whole = UInt64(span * source.elementWidth) + block
      cost = isOnce ? min(overflow ? .max : product, whole) : overflow ? .max : product
    }
    return cost
  }
}
