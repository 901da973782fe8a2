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

  /// The bytes of elements that are put together at a time where they lie scattered.
  static let tileSize = 8 << 20

  /// Whether elements are taken by windows of storage, for many of them at a time: where the
  /// order of reading would visit more storage than is held again and again.
  var isTiled: Bool { tiledByteCount < orderedByteCount }

  /// The most bytes that are read from the file for the whole view.
  var readByteCount: UInt64 { min(tiledByteCount, orderedByteCount) }

  /// The same, if each tile visits the storage once.
  private var tiledByteCount: UInt64 {
    let count = loops.reduce(1) { $0 * $1.extent }
    let tiles = UInt64((count - 1) / (Self.tileSize / source.elementWidth) + 1)
    let span = UInt64(source.span * source.elementWidth + source.blockSize)
    let (product, overflow) = tiles.multipliedReportingOverflow(by: span)
    return overflow ? .max : product
  }

  /// The same, if elements are taken in the order of reading.
  ///
  /// A loop that only goes on, or whose steps share what the cache holds, reads no byte
  /// twice; any other may read all of it again at each step.
  private var orderedByteCount: UInt64 {
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

extension ViewReading {
  /// The places from the first to the last of some elements, both included.
  func places(of elements: Range<Int>) -> ClosedRange<Int> {
    var cursor = ViewCursor(self, at: elements.lowerBound)
    var (first, last, done) = (Int.max, 0, 0)
    while done < elements.count {
      let run = cursor.run(atMost: elements.count - done)
      first = min(first, run.places.lowerBound)
      last = max(last, run.places.upperBound)
      done += run.count
      cursor.advance(by: run.count)
    }
    return min(first, last)...last
  }
}
